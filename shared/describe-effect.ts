import type { BlastRadius } from './state.ts';
import { capitalised, count, listed } from './format.ts';

const untouched = ({ before, after }: BlastRadius): readonly string[] => {
  const parts: string[] = [];
  const sameGateway =
    after.connId !== null && before.connId === after.connId && before.bootId === after.bootId;
  const running = new Set(after.sessionsRunning);
  if (
    sameGateway &&
    after.sessionsTotal > 0 &&
    before.sessionsTotal === after.sessionsTotal &&
    before.sessionsRunning.every((key) => running.has(key))
  ) {
    parts.push('session');
  }
  if (sameGateway) parts.push('gateway');
  const wasAlive = new Set(before.helpersAlive);
  const alive = after.helpersAlive.filter((id) => wasAlive.has(id)).length;
  if (alive > 0) parts.push(count(alive, 'other helper'));
  return parts;
};

/**
 * The effect line of a failed or parked helper, from measured numbers only. `lead` says what
 * happened to the helper itself ("This helper stopped."). Without a measurement it stands alone.
 */
export const describeEffect = (lead: string, blast: BlastRadius | null): string => {
  if (blast === null) return lead;
  const sentences = [lead];
  if (!blast.same) sentences.push(`${capitalised(blast.changed.join('; '))}.`);
  const parts = untouched(blast);
  if (parts.length > 0) sentences.push(`${capitalised(listed(parts))} unaffected.`);
  else if (blast.same) sentences.push('Nothing else was running.');
  return sentences.join(' ');
};

/** The hint beside the fold "Blast radius", true when it is closed. */
export const describeBlast = (blast: BlastRadius | null): string => {
  if (blast === null) return 'not measured';
  if (blast.same) return 'nothing else moved';
  return `${count(blast.changed.length, 'thing')} changed`;
};
