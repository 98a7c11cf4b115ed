import type { Failure } from '../../../shared/failure.ts';
import type { Clock } from '../../base/clock.ts';
import { toFailure } from '../../base/errors.ts';

const lookMs = 1_000;

/**
 * The failure that `look` throws, or null. Null too when the look takes longer than a second, as
 * on a share that is away: then whoever goes on will meet it.
 */
export const folderFailure = async (
  look: () => Promise<unknown>,
  clock: Clock,
): Promise<Failure | null> => {
  const over = new AbortController();
  const looked = look().then(
    () => null,
    (thrown: unknown) => toFailure(thrown),
  );
  const found = await Promise.race([looked, clock.pause(lookMs, over.signal).then(() => null)]);
  over.abort();
  return found;
};
