import type { SettingsView } from '../../shared/settings.ts';

/**
 * How something is said now: not at all, since the person looks at it; in full; without what it is
 * about; or later.
 */
export type NoticeManner = 'seen' | 'full' | 'generic' | 'later';

type QuietHours = SettingsView['notices']['quietHours'];

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/**
 * Epoch ms at which the quiet hours end that `now` lies in, by the local clock; null outside them.
 * They may go over midnight; from a time to the same time there are none.
 */
export const quietUntil = (quietHours: QuietHours, now: number): number | null => {
  if (quietHours === null) return null;
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  const local = new Date(now);
  const minute = local.getHours() * 60 + local.getMinutes();
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const end = new Date(now);
  end.setHours(0, to, 0, 0);
  if (end.getTime() <= now) end.setDate(end.getDate() + 1);
  return end.getTime();
};

/** Decides how something is said. A focused window behind a locked screen is seen by nobody. Pure. */
export const noticeManner = (
  { isFocused, isLocked }: { readonly isFocused: boolean; readonly isLocked: boolean },
  { lockScreen, quietHours }: SettingsView['notices'],
  now: number,
): NoticeManner => {
  if (isFocused && !isLocked) return 'seen';
  if (quietUntil(quietHours, now) !== null) return 'later';
  if (!isLocked) return 'full';
  return lockScreen === 'quiet' ? 'later' : lockScreen;
};
