import { describeCause } from './describe-cause.ts';
import type { Failure } from './failure.ts';
import { bytes, count, dayTime } from './format.ts';
import type { PreflightFinding } from './preflight.ts';
import { sandboxMend } from './sandbox-failure.ts';
import type { Tone } from './state.ts';
import { isolated } from './isolated.ts';

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

export interface FlightConsent {
  /** Another one is another question: an answer holds for this one only. */
  readonly key: string;
  readonly question: string;
  /** Why it was not started without a yes: whole sentences. */
  readonly refusal: string;
}

export interface FlightWords {
  /** What is to be known of its folder, said beside that. */
  readonly folder: readonly FlightLine[];
  /** To be agreed to before it is started; null when nothing is. */
  readonly consent: FlightConsent | null;
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
  'writes-widely': 1,
  'will-wait': 2,
  'folder-slow': 3,
  'will-queue': 4,
  'writes-with': 5,
  'shares-with-session': 6,
  'short-of': 7,
  'ends-soon': 8,
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

type WritesWidely = Extract<PreflightFinding, { kind: 'writes-widely' }>;

const named = (names: readonly string[]): string =>
  names.length > 3
    ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
    : names.join(', ').replace(/, ([^,]*)$/, ' and $1');

const wide = ({ folder, reach, others }: WritesWidely): Pick<FlightLine, 'title' | 'detail'> => {
  const theirs =
    others.length === 0
      ? ''
      : ` ${named(others.map(isolated))} ${others.length === 1 ? 'works' : 'work'} below it.`;
  switch (reach) {
    case 'everything':
      return {
        title: 'It may write in every folder of this computer.',
        detail: 'A command could change any file that is yours.',
      };
    case 'home':
      return {
        title: 'It may write in all of your home folder.',
        detail: `A command could change ~/.bashrc or what starts with your session.${theirs}`,
      };
    case 'others':
      return {
        title: `It may write where ${named(others.map(isolated))} ${others.length === 1 ? 'works' : 'work'}.`,
        detail: `${isolated(folder)} lies above their folders: each could change what the others work on.`,
      };
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
    ? `Will wait: no key for ${isolated(provider)} yet.`
    : `Will wait: not signed in to ${isolated(provider)} yet.`;
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
    case 'writes-widely':
      return { ...attention, ...wide(finding) };
    case 'writes-with':
      return {
        ...attention,
        title: `${finding.who === 'helper' ? 'Helper' : 'Session'} ${isolated(finding.name)} writes in this folder too.`,
        detail: 'Each could change what the other works on.',
      };
    case 'folder-slow':
      return { tone: 'neutral', title: 'The folder has not answered yet.', detail: '', mend: null };
    case 'will-queue':
      return {
        tone: 'neutral',
        title: 'Will be queued.',
        detail: `${count(finding.alive, 'helper')} of ${finding.limit} ${finding.alive === 1 ? 'is' : 'are'} alive; it starts when a slot is free.`,
        mend: null,
      };
    case 'shares-with-session':
      return {
        ...attention,
        title: `Session ${isolated(finding.session)} uses the same sign-in to ${isolated(finding.provider)}.`,
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

const isOfFolder = ({ kind }: PreflightFinding): boolean =>
  kind === 'writes-widely' || kind === 'writes-with' || kind === 'folder-slow';

const nothingFound = ({ codex, isWhole, findings }: Flight): FlightLine => {
  if (codex === null) {
    return {
      tone: 'neutral',
      title: 'Still looking for codex.',
      detail: 'Start now and it goes on when codex is found.',
      mend: null,
    };
  }
  const knowsFolder = isWhole && !findings.some(({ kind }) => kind === 'folder-slow');
  const ready = knowsFolder ? 'sign-in, folder, free slot' : 'sign-in, free slot';
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
    case 'writes-widely':
    case 'writes-with':
    case 'folder-slow':
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

/** What has to be agreed to before it is started, of what was found; null when nothing is. Pure. */
export const consentOf = (findings: readonly PreflightFinding[]): FlightConsent | null => {
  const found = findings.find((one) => one.kind === 'writes-widely');
  if (found === undefined) return null;
  const { title, detail } = wide(found);
  const { folder, reach, others } = found;
  return {
    key: JSON.stringify([folder, reach, others]),
    question: `Let its commands write in all of ${isolated(folder)}`,
    refusal: `${title} ${detail}`,
  };
};

/** What will happen on Start in words, the weightiest first. Pure; `now` in epoch ms. */
export const describePreflight = (flight: Flight, now: number): FlightWords => {
  const sorted = flight.findings.toSorted((a, b) => weights[a.kind] - weights[b.kind]);
  const line = (one: PreflightFinding): FlightLine => lineOf(one, flight, now);
  const elsewhere = sorted.filter((one) => !isOfFolder(one));
  const [first = nothingFound(flight), ...others] = elsewhere.map(line);
  const kind = elsewhere[0]?.kind;
  return {
    folder: sorted.filter(isOfFolder).map(line),
    consent: consentOf(flight.findings),
    first,
    others,
    label: labelOf(kind),
    note: noteOf(kind),
  };
};
