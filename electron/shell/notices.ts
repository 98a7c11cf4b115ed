import { genericNotice, type NoticeWords } from '../../shared/describe-notice.ts';
import type { SettingsView } from '../../shared/settings.ts';
import type { PanelState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { earliest } from '../base/values.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { dueNotices, type DueNotice, type NoticeAct, type NoticeButton } from './due-notices.ts';
import type { PersonWatch } from './person-watch.ts';

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

/** A notice as the desktop shows it. */
export interface NoticeOnDesktop {
  readonly words: NoticeWords;
  readonly click: NoticeButton;
  readonly more: NoticeButton | null;
}

/** A notice on the desktop. One that the person closed stays closed. */
export interface ShownNotice {
  /** Changes what it says, without a sound. */
  update(notice: NoticeOnDesktop): void;
  close(): void;
}

interface NoticesOptions {
  readonly clock: Clock;
  readonly panel: Pick<PanelPort, 'state' | 'onState'>;
  readonly person: PersonWatch;
  readonly show: (notice: NoticeOnDesktop, act: (act: NoticeAct) => void) => ShownNotice;
  readonly act: (act: NoticeAct) => void;
}

/** Refusals that come in a burst are one event for the person: only the first makes a sound. */
const TOGETHER_MS = 1_000;

interface Said {
  readonly written: string;
  /** Epoch ms at which it was shown; a change of what it says is no new showing. */
  readonly shownAt: number;
  readonly notice: ShownNotice;
}

/** Where nothing but what it is about has changed, the notice stays as it is. */
const writtenOf = (due: DueNotice, isGeneric: boolean): string =>
  JSON.stringify([[...due.causes].sort(), isGeneric]);

const onDesktop = ({ words, click, more }: DueNotice, isGeneric: boolean): NoticeOnDesktop =>
  isGeneric ? { words: genericNotice, click, more: null } : { words, click, more };

/**
 * Tells the desktop what needs the person: each cause once, those of one second without a second
 * sound, one notice per category, the newer in place of the older, closed when its cause is gone or
 * the person sees the window, none in quiet hours, and on a locked screen as the settings say. Returns
 * how to end it; that closes what is shown.
 */
export const setupNotices = ({ clock, panel, person, show, act }: NoticesOptions): (() => void) => {
  const told = new Set<string>();
  const said = new Map<DueNotice['category'], Said>();
  const ended = new AbortController();
  let waking = new AbortController();
  let wakesAt: number | null = null;

  const close = (category: DueNotice['category']): void => {
    said.get(category)?.notice.close();
    said.delete(category);
  };
  const say = (due: DueNotice, isGeneric: boolean, isNew: boolean): void => {
    const before = said.get(due.category);
    const written = writtenOf(due, isGeneric);
    const notice = onDesktop(due, isGeneric);
    const now = clock.now();
    const isBurst = before !== undefined && now - before.shownAt < TOGETHER_MS;
    if (isNew && !isBurst) {
      before?.notice.close();
      said.set(due.category, { written, shownAt: now, notice: show(notice, act) });
    } else if (before !== undefined && before.written !== written) {
      before.notice.update(notice);
      said.set(due.category, { ...before, written });
    }
  };

  const wakeAt = (state: PanelState, now: number): number | null => {
    const times = state.app.reminders.map(({ at }) => at).filter((at) => at > now);
    const quiet = quietUntil(state.settings.notices.quietHours, now);
    return earliest([...times, quiet]);
  };
  const wait = async (at: number, now: number, signal: AbortSignal): Promise<void> => {
    await clock.pause(at - now, AbortSignal.any([signal, ended.signal]));
    if (!signal.aborted && !ended.signal.aborted) follow();
  };

  const follow = (): void => {
    const state = panel.state();
    const now = clock.now();
    const due = dueNotices(state, now);
    const categories = new Set(due.map(({ category }) => category));
    for (const category of said.keys()) {
      if (!categories.has(category)) close(category);
    }
    const manner = noticeManner(
      { isFocused: person.isFocused(), isLocked: person.isLocked() },
      state.settings.notices,
      now,
    );
    for (const notice of due) {
      // Practice begins anew with each start of it, and its generations with it.
      const run = state.app.startedAt;
      const keys = notice.causes.map((cause) => `${run} ${notice.category} ${cause}`);
      if (manner === 'seen') close(notice.category);
      else if (manner !== 'later') {
        say(
          notice,
          manner === 'generic',
          keys.some((key) => !told.has(key)),
        );
      }
      if (manner !== 'later') for (const key of keys) told.add(key);
    }
    const at = wakeAt(state, now);
    if (at === wakesAt) return;
    wakesAt = at;
    waking.abort();
    waking = new AbortController();
    if (at !== null) void wait(at, now, waking.signal);
  };

  const unsubscribe = panel.onState(follow);
  const unwatch = person.onChange(follow);
  follow();
  return () => {
    ended.abort();
    unsubscribe();
    unwatch();
    for (const category of said.keys()) close(category);
  };
};
