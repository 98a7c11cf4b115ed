import { askShortcutTitle } from './describe-ask-shortcut.ts';
import { closingNames, closingSetting } from './describe-closing.ts';
import { count, duration } from './format.ts';
import { isolated } from './isolated.ts';
import type { ChangedSetting, ResetScope, SettingKey } from './setting-groups.ts';

/** What each setting is called: the title of its row, where it has one. */
export const settingTitles: Readonly<Record<SettingKey, string>> = {
  theme: 'Theme',
  gatewayUrl: 'Gateway address',
  codexBinary: 'codex program',
  keepAwake: 'Keep awake while helpers work',
  whenClosed: closingSetting.title,
  askShortcut: askShortcutTitle,
  'notices.lockScreen': 'On a locked screen',
  'notices.quietHours': 'Quiet hours',
  'limits.alive': 'Helpers alive',
  'limits.starting': 'Starting at once',
  'watchdog.firstEventMs': 'First word within',
  'watchdog.progressMs': 'Stop when silent for',
  'watchdog.interruptMs': 'Time to stop by itself',
  parkedProcessMs: 'Keep a waiting process',
  'appetite.memoryMb': 'Memory of a helper',
  'appetite.tasks': 'Processes of a helper',
  'appetite.cpuWeight': 'Share of the processor',
  'appetite.ioWeight': 'Share of the disks',
  'history.most': 'Ended helpers kept',
  'history.days': 'Kept for',
  'history.archive': 'In the history',
  'unreadable.add': 'Tools cannot read',
  'unreadable.allow': 'Tools may read after all',
  chatgptBaseUrl: 'Address of ChatGPT',
  endsSoonMs: 'A sign-in ends soon',
};

/** What is chosen for the theme. */
export const themeNames = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** What a locked screen shows. */
export const lockScreenNames = {
  full: 'All of it',
  generic: 'That something needs you',
  quiet: 'Nothing until it is unlocked',
} as const;

const choices: Readonly<Partial<Record<SettingKey, Readonly<Record<string, string>>>>> = {
  theme: themeNames,
  whenClosed: closingNames,
  askShortcut: { off: 'Off', on: 'On' },
  'notices.lockScreen': lockScreenNames,
};

const nothings: Readonly<Partial<Record<SettingKey, string>>> = {
  gatewayUrl: 'found by itself',
  codexBinary: 'found by itself',
  chatgptBaseUrl: 'ChatGPT’s own',
};

const zeros: Readonly<Partial<Record<SettingKey, string>>> = {
  'limits.starting': 'two per core',
  'appetite.memoryMb': 'half of the machine’s',
  'history.days': 'for ever',
};

const units: Readonly<Partial<Record<SettingKey, (value: number) => string>>> = {
  'watchdog.firstEventMs': duration,
  'watchdog.progressMs': duration,
  'watchdog.interruptMs': duration,
  parkedProcessMs: duration,
  endsSoonMs: duration,
  'appetite.memoryMb': (mb) => `${mb} MB`,
  'history.days': (days) => count(days, 'day'),
};

const most = 3;

const listOf = (items: readonly unknown[]): string => {
  if (items.length === 0) return 'none';
  const shown = items.slice(0, most).map((item) => isolated(String(item)));
  return [...shown, ...(items.length > most ? [`${items.length - most} more`] : [])].join(', ');
};

/** A setting's value as a person reads it. Pure. */
export const describeSettingValue = (key: SettingKey, value: unknown): string => {
  if (value === null) return nothings[key] ?? 'none';
  if (Array.isArray(value)) return listOf(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return choices[key]?.[value] ?? isolated(value);
  if (typeof value === 'number') {
    return (value === 0 ? zeros[key] : undefined) ?? units[key]?.(value) ?? String(value);
  }
  if (typeof value === 'object' && 'from' in value && 'to' in value) {
    return `${String(value.from)} to ${String(value.to)}`;
  }
  return 'something else';
};

/** `Quiet hours: 22:00 to 07:00, at first none`: what a reset would change. Pure. */
export const describeChanged = ({ key, now, first }: ChangedSetting): string =>
  `${settingTitles[key]}: ${describeSettingValue(key, now)}, at first ${describeSettingValue(key, first)}`;

/** What the cards are called where they are reset. */
export const scopeNames: Readonly<Record<ResetScope, string>> = {
  general: 'General',
  desktop: 'Desktop',
  notices: 'Notices',
  limits: 'Limits',
  appetite: 'What a helper may use',
  history: 'Ended helpers',
  unreadable: 'Secrets on this computer',
  other: 'Settings without a row',
  all: 'All settings',
};

/** What a reset of everything leaves alone. */
export const keptByReset =
  'Credentials, templates, helpers and the history stay, and with them how long ended helpers are kept and whether Bulkhead starts with the desktop.';

/** What a smaller number of the history does. */
export const resetDeletes =
  'Fewer ended helpers are kept then. Those over the number are deleted for good, which Undo does not bring back.';

/** Said once it is done. Pure. */
export const describeReset = (changed: number): string =>
  changed === 0 ? 'Nothing to reset.' : `${count(changed, 'setting')} reset.`;
