import type { NoticeWords } from './describe-notice.ts';
import { dayTime } from './format.ts';
import type { Tone } from './state.ts';

/** What came of a notice that was asked for to see whether notices come. Times in epoch ms. */
export type NoticeTried =
  /** The desktop's notification server took it; `isGeneric`: without what it is about, on a locked screen. */
  | {
      readonly outcome: 'shown';
      readonly server: string;
      readonly version: string;
      readonly isGeneric: boolean;
    }
  | { readonly outcome: 'held'; readonly why: 'quiet-hours'; readonly until: number }
  | { readonly outcome: 'held'; readonly why: 'locked' }
  /** `detail` is what the server said, without secrets. */
  | { readonly outcome: 'refused'; readonly server: string; readonly detail: string }
  | { readonly outcome: 'silent'; readonly seconds: number }
  | { readonly outcome: 'none'; readonly why: 'no-bus' | 'no-server' };

/** The button, and what the command is called in a list. */
export const testNoticeLabel = 'Show a test notice';

/** What the notice says. */
export const testNotice: NoticeWords = {
  title: 'A test notice of Bulkhead',
  body: 'Notices come through. Nothing needs you.',
};

/** True where the settings were followed: it was shown, or held back as they say. */
export const isAsWished = ({ outcome }: NoticeTried): boolean =>
  outcome === 'shown' || outcome === 'held';

/** What came of it, and the one thing to do where it did not come. Pure; `now` in epoch ms. */
export const describeNoticeTried = (
  tried: NoticeTried,
  now: number,
): { readonly tone: Tone; readonly text: string } => {
  switch (tried.outcome) {
    case 'shown': {
      const by = `Shown by ${[tried.server, tried.version].filter((part) => part !== '').join(' ')}`;
      return tried.isGeneric
        ? { tone: 'ok', text: `${by}, without what it is about: the screen is locked.` }
        : { tone: 'ok', text: `${by}. Not seen? “Do not disturb” of your desktop may be on.` };
    }
    case 'held':
      return {
        tone: 'attention',
        text:
          tried.why === 'quiet-hours'
            ? `Held back by the quiet hours, until ${dayTime(tried.until, now)}.`
            : 'Held back until the screen is unlocked, as the setting above says.',
      };
    case 'refused': {
      const said = tried.detail === '' ? '' : ` It said: ${tried.detail}`;
      return {
        tone: 'fail',
        text: `${tried.server} refused it. Allow notices of Bulkhead in the settings of your desktop.${said}`,
      };
    }
    case 'silent':
      return {
        tone: 'fail',
        text: `The notification server did not answer within ${tried.seconds} s. Restart it, or sign in to your desktop again.`,
      };
    case 'none':
      return {
        tone: 'fail',
        text:
          tried.why === 'no-bus'
            ? 'Bulkhead has no session bus, over which notices go. Start it from your desktop.'
            : 'No notification server answers on this desktop. Install one, such as dunst or mako, and start it.',
      };
  }
};
