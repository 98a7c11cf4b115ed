import { expect, it } from 'vitest';
import { silentLog } from '../../../electron/base/log.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { keysOfScope } from '../../../shared/setting-groups.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';

const bench = () => {
  const file = new MemorySettingsFile();
  const model = new SettingsModel(file, silentLog);
  model.set('theme', 'dark');
  model.set('limits.alive', 5);
  model.set('history.archive', 50_000);
  model.addCredential('Corp', 'Corp', 'own');
  model.saveTemplate({
    name: 'Mine',
    model: 'gpt-5.5',
    provider: null,
    options: {},
    credential: 'corp',
    cwd: null,
    sandbox: 'read-only',
    approvals: 'never',
  });
  return { file, model };
};

it('a reset sets its own keys alone, and answers what they were', () => {
  const { file, model } = bench();
  const { templates, credentials } = model.settings;
  const reply = model.reset(keysOfScope('all'));
  expect(reply).toEqual({ ok: true, value: { before: { theme: 'dark', 'limits.alive': 5 } } });
  expect(model.settings).toEqual({
    ...defaultSettings,
    history: { ...defaultSettings.history, archive: 50_000 },
    templates,
    credentials,
  });
  expect(templates.map(({ name }) => name)).toEqual(['Mine']);
  expect(credentials.map(({ id }) => id)).toEqual(['corp']);
  expect(file.stored).toEqual(model.settings);
});

it('a reset is taken back, but for what was set since', () => {
  const { model } = bench();
  const reply = model.reset(keysOfScope('all'));
  if (!reply.ok) throw new Error('not reset');
  model.set('limits.alive', 7);
  expect(model.restore(reply.value.before)).toEqual({ ok: true, value: null });
  expect(model.settings).toMatchObject({ theme: 'dark', limits: { alive: 7 } });
});

it.each([
  { theme: 'dark', 'limits.alive': 900 },
  { theme: 'dark', templates: [] },
  { theme: 'dark', nowhere: 1 },
])('what does not fit is not put back in part: %o', (values) => {
  const model = new SettingsModel(new MemorySettingsFile(), silentLog);
  expect(model.restore(values)).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
  expect(model.settings).toEqual(defaultSettings);
});
