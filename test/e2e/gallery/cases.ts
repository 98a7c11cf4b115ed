import type { Page } from '@playwright/test';
import { panelStates } from '../../fakes/panel-states.ts';
import { acts } from './acts.ts';

/** A screen that a person can meet: the fixture it stands on, and the steps that open it there. */
export interface Case {
  readonly name: string;
  readonly from: string;
  readonly open: (page: Page) => Promise<void>;
}

/** Every screen of the window: each state, and each dialog and menu. */
export const cases: readonly Case[] = [
  ...Object.keys(panelStates).map((name) => ({ name, from: name, open: () => Promise.resolve() })),
  ...Object.entries(acts).map(([name, act]) => ({ name, ...act })),
];
