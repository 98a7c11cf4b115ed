import { describeCause } from './describe-cause.ts';
import { describeClosing } from './describe-closing.ts';
import type { Failure } from './failure.ts';
import type { Settings } from './settings.ts';
import type { Notice } from './state.ts';
import { isolated } from './isolated.ts';

/** Where Ask is when no tray has it. */
const askElsewhere =
  'What the tray has is on the command line too: bind “bulkhead ask” to a key of your desktop to ask for a helper from anywhere.';

const outside = 'Gateway link and helpers run outside of it.';

const whyOf = (why: Failure, actor: 'app' | 'helper'): string =>
  `${describeCause(why, actor)}. ${isolated(why.detail)}`.trim();

export const noTrayId = 'no-tray';

/** This desktop has no tray to keep the panel in. */
export const noTrayNotice = (whenClosed: Settings['whenClosed']): Notice => ({
  id: noTrayId,
  tone: 'neutral',
  title: 'This desktop shows no tray',
  text: `${describeClosing(whenClosed)} ${askElsewhere}`,
});

/** The page died and is back; `reason` is Electron's word. */
export const reloadedNotice = (reason: string): Notice => ({
  id: 'page-reloaded',
  tone: 'attention',
  title: 'The window stopped and was loaded again',
  text: `${outside} Reason: ${reason}.`,
});

/** Asks what to do with a page that dies again and again; the first button leaves it. */
export const askLostWindow = (reason: string) => ({
  message: 'The window stopped twice within a minute',
  detail: `${outside} Reason: ${reason}.`,
  buttons: ['Leave it closed', 'Open again'] as const,
});

/** A sign-in that a notice or the tray was to begin. */
export const signInNotBegunNotice = (why: Failure): Notice => ({
  id: 'sign-in-not-begun',
  tone: 'attention',
  title: 'The sign-in could not be begun',
  text: whyOf(why, 'app'),
});

/** What was chosen where no page shows the answer. */
export const notDoneNotice = (why: Failure): Notice => ({
  id: 'tray-refused',
  tone: 'attention',
  title: 'What was chosen in the tray was not done',
  text: whyOf(why, 'helper'),
});

/** What closing is to do was chosen, and will be asked again. */
export const closingNotKeptNotice = (why: Failure): Notice => ({
  id: 'closing-not-kept',
  tone: 'attention',
  title: 'What closing the window does was not kept',
  text: whyOf(why, 'app'),
});
