import { countsAsAlive, type HelperView } from '../../shared/state.ts';

/** How many helpers count towards the limit of those alive. Pure. */
export const countAlive = (helpers: readonly HelperView[]): number =>
  helpers.filter(({ state }) => countsAsAlive(state)).length;
