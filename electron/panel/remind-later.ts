import { ok, type Reply } from '../../shared/result.ts';
import type { PanelStore } from './store.ts';
import { invalidInput, unknownId } from '../base/errors.ts';

const hour = 3_600_000;

/** Half of what is left, and while more than two hours are left, an hour before the end. */
const reminderAt = (endsAt: number, now: number): number =>
  Math.max(endsAt - hour, now + (endsAt - now) / 2);

/** Keeps that a sign-in's end is said again before it comes; refuses what does not end soon. */
export const remindLater = (
  store: Pick<PanelStore, 'get' | 'remind'>,
  credentialId: string,
  now: number,
): Reply<null> => {
  const found = store.get().credentials.find(({ id }) => id === credentialId);
  if (found === undefined) {
    return unknownId(`credential “${credentialId}”`);
  }
  const { state, generation } = found;
  if (state.phase !== 'ends-soon' || state.endsAt <= now) {
    const what = 'it does not end soon, so there is nothing to be reminded of';
    return invalidInput(what);
  }
  store.remind({ credentialId, generation, at: reminderAt(state.endsAt, now) });
  return ok(null);
};
