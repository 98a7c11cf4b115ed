import { describeGateway } from './describe-gateway.ts';
import { count } from './format.ts';
import { helpersToStop } from './helpers-to-stop.ts';
import type { HelperView, PanelState, Tone } from './state.ts';

export interface HelperCount {
  readonly of: 'failed' | 'sign-in' | 'asks' | 'working' | 'turn' | 'queued';
  readonly tone: Tone;
  readonly n: number;
  /** `2 working`, `1 needs sign-in`, `1 asks you`, `1 waiting for its turn`, `1 failed`, `1 queued`. */
  readonly text: string;
}

/** As what a helper is counted; null for what has ended well, and for history. Pure. */
export const countedAs = ({ state, fromHistory }: HelperView): HelperCount['of'] | null => {
  if (fromHistory) return null;
  switch (state.phase) {
    case 'failed':
      return 'failed';
    case 'waiting-for-sign-in':
      if (state.asks !== undefined) return 'asks';
      return state.goesOn === true ? 'turn' : 'sign-in';
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
      return 'working';
    case 'queued':
      return 'queued';
    case 'completed':
    case 'cancelled':
      return null;
  }
};

/** Counts of helpers by state for header and tray; zero is not in the list, history does not count. */
export const countHelpers = (helpers: readonly HelperView[]): readonly HelperCount[] => {
  const kinds = helpers.map(countedAs);
  const among = (of: HelperCount['of']): number => kinds.filter((kind) => kind === of).length;
  const asking = among('asks');
  const goingOn = among('turn');
  const waiting = among('sign-in');
  const rows: readonly HelperCount[] = [
    { of: 'failed', tone: 'fail', n: among('failed'), text: `${among('failed')} failed` },
    {
      of: 'sign-in',
      tone: 'attention',
      n: waiting,
      text: `${waiting} ${waiting === 1 ? 'needs' : 'need'} sign-in`,
    },
    {
      of: 'asks',
      tone: 'attention',
      n: asking,
      text: `${asking} ${asking === 1 ? 'asks' : 'ask'} you`,
    },
    {
      of: 'working',
      tone: 'work',
      n: among('working'),
      text: `${among('working')} working`,
    },
    {
      of: 'turn',
      tone: 'work',
      n: goingOn,
      text: `${goingOn} waiting for ${goingOn === 1 ? 'its' : 'their'} turn`,
    },
    { of: 'queued', tone: 'neutral', n: among('queued'), text: `${among('queued')} queued` },
  ];
  return rows.filter(({ n }) => n > 0);
};

/** The state in one line of text: `OpenClaw: connected · 2 working · 1 needs sign-in`. */
export const describeState = (state: PanelState, now: number): string => {
  const who = state.app.practice ? 'Practice' : 'OpenClaw';
  const link = describeGateway(state.gateway, now).short.toLowerCase();
  return [`${who}: ${link}`, ...countHelpers(state.helpers).map(({ text }) => text)].join(' · ');
};

/** The label of Quit: says what it ends. */
export const describeQuit = (helpers: readonly HelperView[]): string => {
  const stopping = helpersToStop(helpers);
  return stopping === 0 ? 'Quit' : `Quit (${count(stopping, 'helper')} will stop)`;
};
