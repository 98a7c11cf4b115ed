import { compareBlast, blastSample } from '../../electron/helpers/blast/blast-radius.ts';
import { failure } from '../../shared/failure.ts';
import type { BlastRadius, HelperView } from '../../shared/state.ts';
import { ago, bootId, connId } from './panel-moment.ts';

const gateway = {
  connId,
  bootId,
  sessionsTotal: 12,
  sessionsRunning: ['main'],
  sessionsFailed: [],
};

const killed = failure({ kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: '' });

const alive = (helper: HelperView): HelperView => ({
  ...helper,
  state: { phase: 'running', since: ago(374) },
  pid: helper.pid ?? 48_000,
});

/**
 * What moved when the helper `own` failed among `helpers`, compared as the product compares: those
 * in `died` lost their process with it.
 */
export const blastAmong = (
  helpers: readonly HelperView[],
  own: string,
  died: readonly string[] = [],
): BlastRadius => {
  const at = helpers.find((one) => one.id === own)?.refusedAt ?? ago(366);
  const nameOf = (id: string): string => helpers.find((one) => one.id === id)?.name ?? id;
  const before = helpers.map((one) => (died.includes(one.id) ? alive(one) : one));
  const after = helpers.map((one): HelperView =>
    died.includes(one.id)
      ? { ...one, state: { phase: 'failed', failure: killed }, pid: null }
      : one,
  );
  return compareBlast(
    blastSample(at - 2_000, gateway, before, own),
    blastSample(at + 2_000, gateway, after, own),
    own,
    nameOf,
  );
};
