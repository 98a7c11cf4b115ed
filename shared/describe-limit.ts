import type { Failure } from './failure.ts';
import { dayTime } from './format.ts';
import { isolated } from './isolated.ts';

type Limited = Extract<Failure, { kind: 'rate-limited' | 'quota' }>;

/** True of a text that may name a time in words that nobody here knows. */
const mayNameTime = (text: string): boolean => /again|reset|retry|until|wait|upgrade/i.test(text);

/** When a limit ends, as far as the other side said so. `now` in epoch ms. */
export const describeLimit = ({ provider, opensAt, detail }: Limited, now: number): string => {
  if (opensAt !== undefined) {
    return opensAt > now
      ? `Opens again ${dayTime(opensAt, now)}.`
      : `It was to open again ${dayTime(opensAt, now)}: start again now.`;
  }
  return mayNameTime(detail)
    ? `When it opens again, ${isolated(provider)} may say in the raw error.`
    : `${isolated(provider)} did not say when it opens again.`;
};
