import type { Failure } from './failure.ts';
import { dayTime } from './format.ts';

type Limited = Extract<Failure, { kind: 'rate-limited' | 'quota' }>;

/** When a limit ends, as far as the other side said so. `now` in epoch ms. */
export const describeLimit = ({ provider, opensAt }: Limited, now: number): string =>
  opensAt === undefined
    ? `${provider} did not say when it opens again.`
    : `Opens again ${dayTime(opensAt, now)}.`;
