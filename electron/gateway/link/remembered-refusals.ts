import type { SessionRow } from '../sessions/session-row.ts';

/** A provider's refusal that a session's row remembers. */
export interface RememberedRefusal {
  readonly provider: string;
  readonly sessionKey: string;
  /** Epoch ms. */
  readonly at: number;
  readonly status: number;
}

/** What is older says little of the sign-in of today. */
const oldestMs = 24 * 60 * 60 * 1000;

// A row names the provider of its next run; whose refusal it was stands in the sentence only.
const sentence = /(\S+?)\/\S+ request failed \(authentication failed, HTTP (\d{3})\)/;

const refusalOf = ({ key, ended }: SessionRow): RememberedRefusal | null => {
  if (ended?.status !== 'failed') return null;
  const [, provider, status] = sentence.exec(ended.error ?? '') ?? [];
  return provider === undefined || status === undefined
    ? null
    : { provider, sessionKey: key, at: ended.at, status: Number(status) };
};

/**
 * The newest refusal per provider that sessions remember (`lastRunError`, openclaw 2026.9.6), a
 * day old at most. One after which a session of that provider ended well is over. Pure.
 */
export const rememberedRefusals = (
  rows: readonly SessionRow[],
  now: number,
): readonly RememberedRefusal[] => {
  const newest = new Map<string, RememberedRefusal>();
  for (const row of rows) {
    const refusal = refusalOf(row);
    if (refusal === null || now - refusal.at > oldestMs) continue;
    const known = newest.get(refusal.provider);
    if (known === undefined || known.at < refusal.at) newest.set(refusal.provider, refusal);
  }
  const isOver = ({ provider, at }: RememberedRefusal): boolean =>
    rows.some(
      ({ ended }) =>
        ended !== null && ended.status === 'done' && ended.provider === provider && ended.at > at,
    );
  return [...newest.values()].filter((refusal) => !isOver(refusal));
};
