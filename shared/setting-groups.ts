import { defaultSettings, type SettingsView } from './settings.ts';

/**
 * The settings by the cards of the window, each by its dotted key. `other` has those without a card.
 * What is in none is what a person made, or a memory: it is never reset.
 */
export const settingGroups = {
  general: ['theme', 'gatewayUrl', 'codexBinary'],
  desktop: ['keepAwake', 'whenClosed', 'askShortcut'],
  notices: ['notices.lockScreen', 'notices.quietHours'],
  limits: [
    'limits.alive',
    'limits.starting',
    'watchdog.firstEventMs',
    'watchdog.progressMs',
    'watchdog.interruptMs',
    'parkedProcessMs',
  ],
  appetite: ['appetite.memoryMb', 'appetite.tasks', 'appetite.cpuWeight', 'appetite.ioWeight'],
  history: ['history.most', 'history.days', 'history.archive'],
  unreadable: ['unreadable.add', 'unreadable.allow'],
  other: ['chatgptBaseUrl', 'endsSoonMs'],
} as const;

export type SettingGroup = keyof typeof settingGroups;
export type SettingKey = (typeof settingGroups)[SettingGroup][number];

/** A group, or all of them but `history`: a smaller number there deletes helpers for good. */
export type ResetScope = SettingGroup | 'all';

export const settingGroupNames = Object.keys(settingGroups) as readonly SettingGroup[];

export const resetScopes: readonly ResetScope[] = [...settingGroupNames, 'all'];

/** The keys that a reset of this sets. */
export const keysOfScope = (scope: ResetScope): readonly SettingKey[] =>
  scope === 'all'
    ? settingGroupNames.flatMap((name) => (name === 'history' ? [] : settingGroups[name]))
    : settingGroups[scope];

/** A setting by its dotted key; undefined where there is none. */
export const settingAt = (settings: SettingsView, key: string): unknown => {
  let value: unknown = settings;
  for (const part of key.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
};

/** True where both are the same setting; lists and quiet hours are compared by what is in them. */
export const isSameSetting = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** A setting that is not as it is at first. */
export interface ChangedSetting {
  readonly key: SettingKey;
  readonly now: unknown;
  readonly first: unknown;
}

/** What a reset would change, in the order of the window. Pure. */
export const changedSettings = (
  settings: SettingsView,
  scope: ResetScope,
): readonly ChangedSetting[] =>
  keysOfScope(scope)
    .map((key) => ({ key, now: settingAt(settings, key), first: settingAt(defaultSettings, key) }))
    .filter(({ now, first }) => !isSameSetting(now, first));

/** True where a reset makes fewer ended helpers be kept, so that some may be deleted for good. Pure. */
export const deletesHelpers = (changed: readonly ChangedSetting[]): boolean =>
  changed.some(({ key, now, first }) => {
    if (!key.startsWith('history.') || typeof now !== 'number' || typeof first !== 'number') {
      return false;
    }
    // No days are for ever.
    return key === 'history.days' ? now === 0 || now > first : now > first;
  });
