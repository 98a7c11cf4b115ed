import { describeCause } from '../../shared/describe-cause.ts';
import { clockTime, count } from '../../shared/format.ts';
import type { Template } from '../../shared/settings.ts';
import { countsAsAlive, type PanelState, type Tone } from '../../shared/state.ts';
import type { IconName } from '../ui/icon.tsx';

/** What will happen on Start, as far as it is known before. */
export interface Preflight {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  /** Label of the button; it promises no more than what will happen. */
  readonly label: string;
  /** Below the form: what is or is not sent. */
  readonly note: string;
  /** Where the trouble can be mended at once; null when there is none or nothing mends it. */
  readonly mend: 'key' | 'codex' | null;
}

const ready = (version: string): string => `codex ${version}, sign-in, free slot`;

const credentialTrouble = (
  { credentials }: PanelState,
  template: Template,
): Pick<Preflight, 'title' | 'note'> | null => {
  const credential = credentials.find(({ id }) => id === template.credential);
  if (credential?.state.phase !== 'needs-sign-in') return null;
  const { refusedAt } = credential.state;
  return refusedAt === null
    ? {
        title: `Will wait: no key for ${credential.provider} yet`,
        note: 'Nothing is sent until there is a key.',
      }
    : {
        title: `Will wait: sign-in refused at ${clockTime(refusedAt)}`,
        note: 'Nothing is sent until the sign-in works.',
      };
};

/** Looks at what is known: the program, the sign-in of the template, and a free slot. Pure. */
export const preflight = (panel: PanelState, template: Template): Preflight => {
  const { codex } = panel.app;
  const base = { label: 'Start', note: 'The prompt is sent once.', mend: null } as const;
  if (codex.phase === 'unusable') {
    return {
      ...base,
      tone: 'fail',
      icon: 'fail',
      title: `Will fail: ${describeCause(codex.failure, 'helper')}.`,
      detail: '',
      note: '',
      mend: 'codex',
    };
  }
  if (codex.phase === 'looking') {
    return {
      ...base,
      tone: 'neutral',
      icon: 'unknown',
      title: 'Still looking for codex.',
      detail: 'Start now and it goes on when codex is found.',
    };
  }
  const trouble = credentialTrouble(panel, template);
  if (trouble !== null) {
    return {
      tone: 'attention',
      icon: 'park',
      ...trouble,
      detail: `All else is ready: codex ${codex.version}.`,
      label: 'Start when signed in',
      mend: 'key',
    };
  }
  const alive = panel.helpers.filter(({ state }) => countsAsAlive(state)).length;
  if (alive >= panel.settings.limits.alive) {
    return {
      ...base,
      tone: 'neutral',
      icon: 'queue',
      title: 'Will be queued.',
      detail: `${count(alive, 'helper')} of ${panel.settings.limits.alive} are alive; it starts when a slot is free.`,
      label: 'Start when a slot is free',
    };
  }
  return { ...base, tone: 'ok', icon: 'ok', title: 'Ready.', detail: ready(codex.version) };
};
