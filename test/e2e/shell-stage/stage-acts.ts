import type { Page } from '@playwright/test';
import type { NavigateTarget } from '../../../shared/contract.ts';
import type { PanelState } from '../../../shared/state.ts';
import type { helperView } from '../../support/scripted-panel.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Stage } from './open-stage.ts';

declare global {
  interface Window {
    /** What the page of the stage was told. */
    seen: { states: PanelState[]; targets: NavigateTarget[]; violations: string[] };
    inlineRan?: boolean;
  }
}

/** How many windows there are. */
export const windows = ({ electron }: Stage): Promise<number> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Where the window is, and how large. */
export const boundsOf = ({ electron }: Stage): Promise<Electron.Rectangle | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());

/** Closes the window as the person does. */
export const closeWindow = ({ electron }: Stage): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });

/** These are all the helpers there are. */
export const setHelpers = (
  { electron }: Stage,
  helpers: readonly ReturnType<typeof helperView>[],
): Promise<void> =>
  electron.evaluate((_electron, given) => {
    globalThis.stage.panel.store.setHelpers(given);
  }, helpers);
const hasTray = ({ electron }: Stage): Promise<string> =>
  electron.evaluate(() => globalThis.stage.panel.state().app.tray);

/** Waits until the panel was told so of the tray. */
export const traySays = (stage: Stage, what: string): Promise<unknown> =>
  waitFor(`tray ${what}`, async () => (await hasTray(stage)) === what);

/** The ids of what is said in the window's bars. */
export const noticesOf = ({ electron }: Stage): Promise<readonly string[]> =>
  electron.evaluate(() => globalThis.stage.panel.state().app.notices.map(({ id }) => id));

/** The ids of the helpers that the page was told of last. */
export const helpersSeen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => window.seen.states.at(-1)?.helpers.map(({ id }) => id) ?? []);
