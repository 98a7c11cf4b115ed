import { expect, it } from 'vitest';
import { describeChanged, settingTitles } from '../../../shared/describe-setting.ts';
import {
  changedSettings,
  deletesHelpers,
  keysOfScope,
  settingAt,
  settingGroupNames,
  settingGroups,
} from '../../../shared/setting-groups.ts';
import { defaultSettings, SettingsSchema } from '../../../shared/settings.ts';
import { settingFields } from '../../support/setting-fields.ts';

/** What a person made, and what is remembered. */
const neverReset = ['templates', 'credentials', 'lastSpawn'];

const allKeys = settingGroupNames.flatMap((name) => [...settingGroups[name]]);

it('every setting is in one group, with a title', () => {
  const fields = settingFields(SettingsSchema).map(({ key }) => key);
  expect([...allKeys].sort()).toEqual(fields.filter((key) => !neverReset.includes(key)).toSorted());
  expect(Object.keys(settingTitles).sort()).toEqual([...allKeys].sort());
  for (const key of allKeys) expect(settingAt(defaultSettings, key)).not.toBe(undefined);
});

it('a reset of everything leaves what would delete helpers', () => {
  expect(keysOfScope('all')).toEqual(allKeys.filter((key) => !key.startsWith('history.')));
});

const changed = {
  ...defaultSettings,
  theme: 'dark' as const,
  codexBinary: '/opt/codex',
  notices: { ...defaultSettings.notices, quietHours: { from: '22:00', to: '07:00' } },
  unreadable: { add: ['~/a', '~/b', '~/c', '~/d'], allow: [] },
  watchdog: { ...defaultSettings.watchdog, firstEventMs: 60_000 },
};

it('what is changed is said with what it is at first', () => {
  expect(changedSettings(defaultSettings, 'all')).toEqual([]);
  expect(changedSettings(changed, 'all').map(describeChanged)).toEqual([
    'Theme: Dark, at first As the system',
    'codex program: /opt/codex, at first found by itself',
    'Quiet hours: 22:00 to 07:00, at first none',
    'First word within: 1 min, at first 30 s',
    'Tools cannot read: ~/a, ~/b, ~/c, 1 more, at first none',
  ]);
});

it.each([
  [{ most: 500 }, true],
  [{ days: 0 }, true],
  [{ days: 10 }, false],
  [{ archive: 50_000 }, true],
  [{ archive: 0 }, false],
])('a reset from %o deletes helpers: %s', (history, isSo) => {
  const settings = { ...defaultSettings, history: { ...defaultSettings.history, ...history } };
  expect(deletesHelpers(changedSettings(settings, 'history'))).toBe(isSo);
});
