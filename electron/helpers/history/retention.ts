import { isEnded, type HelperView } from '../../../shared/state.ts';

/** How long ended helpers are kept. */
export interface Retention {
  /** That many at the most, the newest. */
  readonly most: number;
  /** Days after its end; 0 is for ever. */
  readonly days: number;
}

const dayMs = 86_400_000;

/**
 * The ids of ended helpers that are kept no longer, of `views` in the order they were asked for. A
 * clock that was set back costs nothing: an end in the future is not past. Pure.
 */
export const outOfRetention = (
  views: readonly HelperView[],
  { most, days }: Retention,
  now: number,
): readonly string[] => {
  const ended = views.filter(({ state }) => isEnded(state));
  const tooMany = Math.max(0, ended.length - most);
  const isPast = ({ endedAt, queuedAt }: HelperView): boolean =>
    days > 0 && now - (endedAt ?? queuedAt) > days * dayMs;
  return ended.filter((view, at) => at < tooMany || isPast(view)).map(({ id }) => id);
};
