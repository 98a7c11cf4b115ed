import { askShortcutTitle } from '../../shared/describe-ask-shortcut.ts';
import { closingSetting } from '../../shared/describe-closing.ts';

/** Each setting by the title of its row, with other words for it. */
export const settingNames: readonly { readonly title: string; readonly like: string }[] = [
  { title: 'Theme', like: '' },
  { title: 'Gateway address', like: 'url host port' },
  { title: 'codex program', like: 'binary path executable' },
  { title: 'Start with the desktop', like: 'autostart login boot' },
  { title: 'Keep awake while helpers work', like: 'sleep suspend power' },
  { title: closingSetting.title, like: 'close quit exit tray background' },
  { title: askShortcutTitle, like: 'hotkey global' },
  { title: 'On a locked screen', like: 'notices notifications privacy' },
  { title: 'Quiet hours', like: 'notices notifications night do not disturb' },
  { title: 'Test notice', like: 'send notices notifications check' },
  { title: 'Helpers alive', like: 'limit maximum parallel' },
  { title: 'Starting at once', like: 'limit parallel' },
  { title: 'First word within', like: 'timeout watchdog' },
  { title: 'Stop when silent for', like: 'timeout watchdog stalled' },
  { title: 'Keep a waiting process', like: 'timeout parked' },
  { title: 'Ended helpers kept', like: 'history retention limit' },
  { title: 'Kept for', like: 'history retention days' },
  { title: 'In the history', like: 'archive retention limit' },
  { title: 'Memory of a helper', like: 'limit' },
  { title: 'Processes of a helper', like: 'limit threads tasks' },
  { title: 'Share of the processor', like: 'limit priority niceness' },
  { title: 'Share of the disks', like: 'limit priority' },
  { title: 'Tools cannot read', like: 'unreadable secrets folders' },
  { title: 'Tools may read after all', like: 'unreadable secrets folders allow' },
  { title: 'Bundle', like: '' },
  { title: 'What runs', like: '' },
  { title: 'Reset all settings', like: 'restore defaults factory undo' },
];
