import type { AskShortcut, Tone } from './state.ts';

/** The row of the setting. */
export const askShortcutTitle = 'Shortcut for Ask';

/** What the desktop says of it where it lists its shortcuts. */
export const askShortcutPurpose = 'Ask for a helper';

/** How to have the shortcut without the panel's help. */
export const bindYourself =
  'bind the command “bulkhead ask” to a key in the keyboard settings of your desktop';

/** How it stands with the global shortcut, in a sentence without full stop. */
export const describeAskShortcut = (
  shortcut: AskShortcut,
): { readonly tone: Tone; readonly text: string } => {
  switch (shortcut.phase) {
    case 'off':
      return {
        tone: 'neutral',
        text: 'Opens Ask from anywhere; your desktop asks you for the keys, Ctrl Alt Space is proposed',
      };
    case 'asking':
      return { tone: 'neutral', text: 'Your desktop is asked for it' };
    case 'bound':
      return {
        tone: 'ok',
        text:
          shortcut.trigger === ''
            ? 'Your desktop has it; its keyboard settings say the keys'
            : `Your desktop has it: ${shortcut.trigger}`,
      };
    case 'refused':
      return {
        tone: 'attention',
        text: `Your desktop refused it. Choose Off, then On to ask again, or ${bindYourself}`,
      };
    case 'none':
      return {
        tone: 'attention',
        text: `This desktop offers no shortcuts to programs: ${bindYourself}`,
      };
  }
};
