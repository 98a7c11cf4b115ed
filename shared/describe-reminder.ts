import type { CredentialView } from './credential.ts';
import { dayTime } from './format.ts';
import type { Reminder } from './state.ts';

/** What a row says of being reminded of its end. */
export interface ReminderWords {
  /** The button that asks to be reminded; null where nothing is left to be reminded of. */
  readonly action: string | null;
  /** When it is said again; empty while nobody asked. */
  readonly sentence: string;
}

const nothing: ReminderWords = { action: null, sentence: '' };

/** Offers to be reminded of a sign-in that ends soon, or says when that happens. Pure; `now` in epoch ms. */
export const describeReminder = (
  { id, generation, state }: CredentialView,
  reminders: readonly Reminder[],
  now: number,
): ReminderWords => {
  if (state.phase !== 'ends-soon' || state.endsAt <= now) return nothing;
  const set = reminders.find((one) => one.credentialId === id && one.generation === generation);
  return set !== undefined && set.at > now
    ? { action: null, sentence: `You are reminded at ${dayTime(set.at, now)}.` }
    : { action: 'Remind me', sentence: '' };
};
