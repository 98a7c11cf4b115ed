import { count, listed, oneLine } from '../../../shared/format.ts';
import {
  type BlastRadius,
  type BlastRow,
  type BlastSample,
  isEnded,
  type HelperView,
} from '../../../shared/state.ts';

/** What helpers may know of the gateway: plain facts, read when asked. */
export interface GatewaySample {
  readonly connId: string | null;
  readonly bootId: string | null;
  readonly sessionsTotal: number;
  /** Keys of the sessions with a running turn. */
  readonly sessionsRunning: readonly string[];
  /** Keys of the sessions whose last turn failed. */
  readonly sessionsFailed?: readonly string[];
}

/** A process that went under its helper, or that took the helper's connection with it. */
const died = ({ state }: HelperView): boolean =>
  state.phase === 'failed' &&
  (state.failure.kind === 'exited' ||
    state.failure.kind === 'limit' ||
    state.failure.kind === 'broken-pipe');

/** The gateway and the helpers beside `own` at a moment. Pure. */
export const blastSample = (
  at: number,
  gateway: GatewaySample,
  helpers: readonly HelperView[],
  own: string,
): BlastSample => {
  const others = helpers.filter(({ id, fromHistory }) => id !== own && !fromHistory);
  const ids = (wanted: (view: HelperView) => boolean): readonly string[] =>
    others.filter(wanted).map(({ id }) => id);
  return {
    at,
    connId: gateway.connId,
    bootId: gateway.bootId,
    sessionsTotal: gateway.sessionsTotal,
    sessionsRunning: gateway.sessionsRunning,
    sessionsFailed: gateway.sessionsFailed ?? [],
    helpersTotal: others.length,
    helpersAlive: ids((view) => view.pid !== null && !isEnded(view.state)),
    helpersDied: ids(died),
  };
};

type NameOf = (helperId: string) => string;

interface Finding {
  readonly row: BlastRow;
  readonly changed: readonly string[];
}

const lost = (before: readonly string[], after: readonly string[]): readonly string[] => {
  const left = new Set(after);
  return before.filter((one) => !left.has(one));
};

const identity = (what: string, before: string | null, after: string | null): Finding => {
  const same = before === after;
  const row = { what, before: before ?? 'none', after: after ?? 'none', same };
  if (same) return { row, changed: [] };
  const name = what.toLowerCase();
  if (after === null) return { row, changed: [`the ${name} was lost`] };
  if (before === null) return { row, changed: [`the ${name} came up meanwhile`] };
  return { row, changed: [`the ${name} is another one than before`] };
};

const inTurn = ({ sessionsTotal, sessionsRunning }: BlastSample): string => {
  if (sessionsTotal === 0) return 'none';
  if (sessionsRunning.length === 0) return `${sessionsTotal}, none in a turn`;
  const shown =
    sessionsRunning.length > 2 ? String(sessionsRunning.length) : listed(sessionsRunning);
  return `${sessionsTotal}, ${shown} in a turn`;
};

/** A turn that ended well, or a session that began, is the session's own doing. */
const sessions = (before: BlastSample, after: BlastSample): Finding => {
  const failedBefore = new Set(before.sessionsFailed ?? []);
  const failedNow = (after.sessionsFailed ?? []).filter((key) => !failedBefore.has(key));
  const ended = lost(before.sessionsRunning, after.sessionsRunning);
  const broken = ended.filter((key) => failedNow.includes(key));
  const finished = ended.length - broken.length;
  const fewer = before.sessionsTotal - after.sessionsTotal;
  const changed = [
    ...(fewer > 0 ? [`${count(fewer, 'session')} fewer than before`] : []),
    ...broken.map((key) => `the turn of session ${oneLine(key, 60)} failed`),
  ];
  const note = finished > 0 && changed.length === 0 ? ` (${count(finished, 'turn')} finished)` : '';
  return {
    row: {
      what: 'Sessions',
      before: inTurn(before),
      after: inTurn(after) + note,
      same: changed.length === 0,
    },
    changed,
  };
};

const alive = ({ helpersTotal, helpersAlive }: BlastSample): string =>
  helpersTotal === 0 ? 'none' : `${helpersTotal}, of which ${helpersAlive.length} alive`;

/** Only a helper whose process died under it was moved; one that ended or parked was not. */
const helpers = (before: BlastSample, after: BlastSample, own: string, nameOf: NameOf): Finding => {
  const died = new Set(after.helpersDied ?? []);
  const gone = lost(before.helpersAlive, after.helpersAlive).filter((id) => id !== own);
  const moved = gone.filter((id) => died.has(id));
  const byThemselves = gone.length - moved.length;
  const began = lost(after.helpersAlive, before.helpersAlive).filter((id) => id !== own).length;
  // What came and what went, so that the two numbers add up.
  const parts = [
    ...(moved.length > 0 ? [`${moved.length} died`] : []),
    ...(byThemselves > 0 ? [`${byThemselves} done or waiting`] : []),
    ...(began > 0 ? [`${began} new`] : []),
  ];
  const note = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return {
    row: {
      what: 'Other helpers',
      before: alive(before),
      after: alive(after) + note,
      same: moved.length === 0,
    },
    changed: moved.map((id) => `the process of helper ${nameOf(id)} ended too`),
  };
};

/**
 * Says what moved between two samples beside the helper `own`: another or a lost gateway
 * connection or process, a session that is gone or whose turn failed, another helper whose process
 * died. What ended by its own course is no change. Pure.
 */
export const compareBlast = (
  before: BlastSample,
  after: BlastSample,
  own: string,
  nameOf: NameOf = (id) => id,
): BlastRadius => {
  const findings = [
    identity('Gateway connection', before.connId, after.connId),
    identity('Gateway process', before.bootId, after.bootId),
    sessions(before, after),
    helpers(before, after, own, nameOf),
  ];
  const changed = findings.flatMap((finding) => finding.changed);
  return {
    before,
    after,
    same: changed.length === 0,
    changed,
    rows: findings.map((finding) => finding.row),
  };
};

/** The same, with what stays of its sandbox in the folder that it worked in. Pure. */
export const withLitter = (blast: BlastRadius, left: readonly string[]): BlastRadius =>
  left.length === 0
    ? blast
    : {
        ...blast,
        same: false,
        changed: [...blast.changed, `${listed(left)} stayed in its folder`],
        rows: [
          ...blast.rows,
          { what: 'Its folder', before: 'as it was', after: `with ${listed(left)}`, same: false },
        ],
      };
