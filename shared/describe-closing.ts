import { count } from './format.ts';
import type { Settings } from './settings.ts';

/** What was chosen, as its setting has it. */
export const closingNames: Readonly<Record<Settings['whenClosed'], string>> = {
  ask: 'Ask once',
  'keep-running': 'Keep running',
  quit: 'Quit',
};

const wayBack = 'Start Bulkhead again to bring the window back.';

/** The row of the setting. */
export const closingSetting = {
  title: 'When the window is closed',
  about: `“${closingNames.ask}” asks where the desktop shows no tray; where it shows one, Bulkhead stays there`,
} as const;

/** What closing the window does where there is no tray, in a sentence. */
export const describeClosing = (whenClosed: Settings['whenClosed']): string => {
  switch (whenClosed) {
    case 'ask':
      return 'Closing the window asks once what it should do.';
    case 'keep-running':
      return `Closing the window leaves Bulkhead running. ${wayBack}`;
    case 'quit':
      return 'Closing the window quits Bulkhead; while helpers work it asks first.';
  }
};

/** A question with its buttons; the first is the answer of whoever gives none. */
export interface ClosingQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly [cancel: string, stay: string, quit: string];
}

const quitWords = (helpers: number): string =>
  helpers === 0 ? 'Quit' : `Quit and stop ${count(helpers, 'helper')}`;

const atWork = (helpers: number): string =>
  `${count(helpers, 'helper')} still ${helpers === 1 ? 'works' : 'work'}`;

/** Asks for good what closing is to do, where no tray would be left to see. */
export const askClosing = (helpers: number): ClosingQuestion => {
  const work = helpers === 0 ? '' : `${atWork(helpers)}. `;
  return {
    message: 'What should closing the window do?',
    detail: `${work}This desktop shows no tray. ${wayBack} Your answer is kept: Settings, “${closingSetting.title}”, changes it.`,
    buttons: ['Cancel', closingNames['keep-running'], quitWords(helpers)],
  };
};

/** Asks this once, since quitting would stop helpers. */
export const askStopping = (helpers: number): ClosingQuestion => ({
  message: atWork(helpers),
  detail: `Closing the window quits Bulkhead, which stops ${helpers === 1 ? 'it' : 'them'}. ${helpers === 1 ? 'It' : 'They'} can go on without a window. ${wayBack}`,
  buttons: ['Cancel', 'Close the window', quitWords(helpers)],
});
