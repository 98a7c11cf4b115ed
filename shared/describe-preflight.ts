import { describeCause } from './describe-cause.ts';
import type { Failure } from './failure.ts';
import { bytes, count, dayTime } from './format.ts';
import type { PreflightFinding } from './preflight.ts';
import { sandboxMend } from './sandbox-failure.ts';
import type { Tone } from './state.ts';

/** What a spawn would meet, as far as it was looked at. */
export interface Flight {
  readonly findings: readonly PreflightFinding[];
  /** Version of codex; null while it is still looked for. */
  readonly codex: string | null;
  /** True when main looked at everything, the folder and the machine included. */
  readonly isWhole: boolean;
  /** The sign-in it would wait for is a key. */
  readonly byKey: boolean;
}

/** What helps at once: signing in here, or the settings; null when nothing does. */
export type FlightMend = 'sign-in' | 'settings' | null;

export interface FlightLine {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly mend: FlightMend;
}

export interface FlightWords {
  /** What weighs most. */
  readonly first: FlightLine;
  /** What else is to be known. */
  readonly others: readonly FlightLine[];
  /** Label of the button; it promises no more than what will happen. */
  readonly label: string;
  /** What is or is not sent. */
  readonly note: string;
}

const weights = {
  'will-fail': 0,
  'will-wait': 1,
  'will-queue': 2,
  'shares-with-session': 3,
  'short-of': 4,
  'ends-soon': 5,
} satisfies Readonly<Record<PreflightFinding['kind'], number>>;

const mendOf = (failed: Failure): FlightMend =>
  failed.kind === 'not-found' || failed.kind === 'incompatible' ? 'settings' : null;

const shortOf = ({ what, left }: Extract<PreflightFinding, { kind: 'short-of' }>): string => {
  switch (what) {
    case 'processes':
      return `Few processes left: ${left}.`;
    case 'memory':
      return `Little memory left: ${bytes(left)}.`;
    case 'disk':
      return `Little space left on the disk: ${bytes(left)}.`;
  }
};

const waitsFor = (
  { provider, refusedAt, isLockedAway }: Extract<PreflightFinding, { kind: 'will-wait' }>,
  byKey: boolean,
  now: number,
): string => {
  if (refusedAt !== null) return `Will wait: sign-in refused at ${dayTime(refusedAt, now)}.`;
  if (isLockedAway === true) return 'Will wait: the password store is locked.';
  return byKey
    ? `Will wait: no key for ${provider} yet.`
    : `Will wait: not signed in to ${provider} yet.`;
};

const lineOf = (finding: PreflightFinding, flight: Flight, now: number): FlightLine => {
  const attention = { tone: 'attention', detail: '', mend: null } as const;
  switch (finding.kind) {
    case 'will-fail':
      return {
        tone: 'fail',
        title: `Will fail: ${describeCause(finding.failure, 'helper')}.`,
        detail: finding.failure.kind === 'no-sandbox' ? sandboxMend : '',
        mend: mendOf(finding.failure),
      };
    case 'will-wait':
      return {
        ...attention,
        title: waitsFor(finding, flight.byKey, now),
        detail: flight.codex === null ? '' : `All else is ready: codex ${flight.codex}.`,
        mend: 'sign-in',
      };
    case 'will-queue':
      return {
        tone: 'neutral',
        title: 'Will be queued.',
        detail: `${count(finding.alive, 'helper')} of ${finding.limit} are alive; it starts when a slot is free.`,
        mend: null,
      };
    case 'shares-with-session':
      return {
        ...attention,
        title: `Session ${finding.session} uses the same sign-in to ${finding.provider}.`,
        detail: 'A refusal would make OpenClaw rest that sign-in for the session too.',
      };
    case 'short-of':
      return { ...attention, title: shortOf(finding), detail: 'It may fail half way.' };
    case 'ends-soon':
      return {
        ...attention,
        title: `Its sign-in ends ${dayTime(finding.endsAt, now)} and cannot renew itself.`,
      };
  }
};

const nothingFound = ({ codex, isWhole }: Flight): FlightLine => {
  if (codex === null) {
    return {
      tone: 'neutral',
      title: 'Still looking for codex.',
      detail: 'Start now and it goes on when codex is found.',
      mend: null,
    };
  }
  const ready = isWhole ? 'sign-in, folder, free slot' : 'sign-in, free slot';
  return { tone: 'ok', title: 'Ready.', detail: `codex ${codex}, ${ready}`, mend: null };
};

const labelOf = (kind: PreflightFinding['kind'] | undefined): string => {
  switch (kind) {
    case 'will-wait':
      return 'Start when signed in';
    case 'will-queue':
      return 'Start when a slot is free';
    case 'will-fail':
      return 'Start anyway';
    case undefined:
    case 'shares-with-session':
    case 'short-of':
    case 'ends-soon':
      return 'Start';
  }
};

const noteOf = (kind: PreflightFinding['kind'] | undefined): string => {
  if (kind === 'will-wait') return 'Nothing is sent until the sign-in works.';
  return kind === 'will-fail' ? 'Nothing would be sent.' : 'The prompt is sent once.';
};

/** What will happen on Start in words, the weightiest first. Pure; `now` in epoch ms. */
export const describePreflight = (flight: Flight, now: number): FlightWords => {
  const sorted = flight.findings.toSorted((a, b) => weights[a.kind] - weights[b.kind]);
  const [first = nothingFound(flight), ...others] = sorted.map((one) => lineOf(one, flight, now));
  const kind = sorted[0]?.kind;
  return { first, others, label: labelOf(kind), note: noteOf(kind) };
};
