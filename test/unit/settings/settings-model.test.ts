import { describe, expect, it } from 'vitest';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { builtInTemplate, defaultSettings, type NewTemplate } from '../../../shared/settings.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';

const review: NewTemplate = {
  name: 'Code review',
  model: 'gpt-5.5',
  provider: {
    name: 'Corp',
    baseUrl: 'https://llm.example.org/v1',
    wireApi: 'responses',
  },
  options: {},
  credential: 'corp',
  cwd: null,
  sandbox: 'read-only',
  approvals: 'never',
};

const kindOf = (reply: { ok: boolean; failure?: { kind: string } }): string =>
  reply.ok ? 'ok' : (reply.failure?.kind ?? '');

describe('SettingsModel', () => {
  it('starts with the defaults, the built-in template and its credential', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    expect(model.settings).toEqual(defaultSettings);
    expect(model.templates()).toEqual([builtInTemplate]);
    expect(model.credentials().map(({ id }) => id)).toEqual(['openai']);
    expect(model.notices).toEqual([]);
  });

  it('gives templates ids from their names, each its own', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    const ids = ['Code review', 'Code  Review!', 'Codex 5.5', '日本', '', 'É'.repeat(80)].map(
      (name) => {
        const saved = model.saveTemplate({ ...review, name });
        return saved.ok ? saved.value.id : '';
      },
    );
    expect(ids).toEqual([
      'code-review',
      'code-review-2',
      'codex-5.5-2',
      'template',
      'template-2',
      'e'.repeat(64),
    ]);
  });

  it('replaces the template whose id is given, also the built-in one, which comes back', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    model.saveTemplate({ ...review, id: builtInTemplate.id, name: 'Mine' });
    expect(model.templates().map(({ name }) => name)).toEqual(['Mine']);
    expect(kindOf(model.removeTemplate(builtInTemplate.id))).toBe('ok');
    expect(model.templates()).toEqual([builtInTemplate]);
    expect(kindOf(model.removeTemplate(builtInTemplate.id))).toBe('invalid-input');
    expect(kindOf(model.removeTemplate('nobody'))).toBe('unknown-id');
  });

  it('makes an empty record for a credential that only a template names', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    model.saveTemplate(review);
    expect(model.credentials().find(({ id }) => id === 'corp')).toEqual({
      id: 'corp',
      label: 'corp',
      provider: 'Corp',
      kind: 'api-key',
    });
  });

  it('names the provider of a credential that came before its template', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    model.putCredential({ id: 'corp', label: 'corp', provider: 'corp', kind: 'api-key' });
    model.saveTemplate(review);
    expect(model.credentials().find(({ id }) => id === 'corp')?.provider).toBe('Corp');
  });

  it('keeps the record of a removed credential while a template names it', () => {
    const model = new SettingsModel(new MemorySettingsFile(), silentLog);
    model.saveTemplate(review);
    model.dropCredential('corp');
    expect(model.credentials().map(({ id }) => id)).toContain('corp');
    model.removeTemplate('code-review');
    model.dropCredential('corp');
    expect(model.credentials().map(({ id }) => id)).not.toContain('corp');
  });

  it('sets by dotted key and tells everybody', () => {
    const file = new MemorySettingsFile();
    const model = new SettingsModel(file, silentLog);
    const seen: number[] = [];
    const stop = model.subscribe(({ limits }) => seen.push(limits.alive));
    expect(kindOf(model.set('limits.alive', 5))).toBe('ok');
    expect(kindOf(model.set('gatewayUrl', 'wss://nas.local:18789'))).toBe('ok');
    stop();
    expect(kindOf(model.set('theme', 'dark'))).toBe('ok');
    expect(kindOf(model.set('notices.lockScreen', 'quiet'))).toBe('ok');
    const quietHours = { from: '22:00', to: '07:30' };
    expect(kindOf(model.set('notices.quietHours', quietHours))).toBe('ok');
    expect(seen).toEqual([5, 5]);
    expect(new SettingsModel(file, silentLog).view()).toMatchObject({
      gatewayUrl: 'wss://nas.local:18789',
      theme: 'dark',
      limits: { alive: 5, starting: 0 },
      notices: { lockScreen: 'quiet', quietHours },
    });
  });

  it.each([
    ['limits.alive', 0],
    ['limits.alive', 'many'],
    ['limits', null],
    ['notices.lockScreen', 'loud'],
    ['notices.quietHours', { from: '22:00' }],
    ['notices.quietHours', { from: '24:00', to: '07:00' }],
    ['limits.alive.deep', 1],
    ['nothing', 1],
    ['__proto__.polluted', 1],
    ['constructor', 1],
    ['', 1],
    ['templates', []],
    ['credentials.0', {}],
    ['gatewayUrl', 'ftp://example.org'],
    ['gatewayUrl', 'wss://token@example.org'],
    ['theme', 'pink'],
  ])('refuses %s = %j, says why and changes nothing', (key, value) => {
    const file = new MemorySettingsFile();
    const model = new SettingsModel(file, silentLog);
    const reply = model.set(key, value);
    expect(kindOf(reply)).toBe('invalid-input');
    expect(model.settings).toEqual(defaultSettings);
    expect(file.stored).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keeps a change in memory when the disk is full, and stores it with the next one', () => {
    const file = new MemorySettingsFile();
    const model = new SettingsModel(file, silentLog);
    file.full = true;
    expect(kindOf(model.set('theme', 'dark'))).toBe('storage');
    expect(kindOf(model.saveTemplate(review))).toBe('storage');
    expect(model.settings.theme).toBe('dark');
    expect(model.template('code-review')).not.toBeNull();
    file.full = false;
    expect(kindOf(model.set('limits.alive', 3))).toBe('ok');
    const again = new SettingsModel(file, silentLog);
    expect(again.settings.theme).toBe('dark');
    expect(again.template('code-review')).not.toBeNull();
  });

  it('loses only the bad entries of a broken file, keeps the file beside and says so', () => {
    const good = { id: 'good', ...review };
    const stored = {
      theme: 'dark',
      limits: { alive: 'many' },
      surprise: 1,
      templates: [good, { id: 'bad', name: 'Bad', env_key: 'X' }, 7, good],
      credentials: [
        { id: 'k', label: 'K', provider: 'Corp', kind: 'api-key' },
        { id: 'K K', label: 'K', provider: 'Corp', kind: 'api-key' },
      ],
    };
    const file = new MemorySettingsFile(stored);
    const model = new SettingsModel(file, silentLog);
    expect(model.settings.theme).toBe('dark');
    expect(model.settings.limits).toEqual(defaultSettings.limits);
    expect(model.settings.templates.map(({ id }) => id)).toEqual(['good']);
    expect(model.settings.credentials.map(({ id }) => id)).toEqual(['k']);
    expect(file.beside).toEqual([stored]);
    expect(model.notices).toHaveLength(1);
    expect(model.notices[0]?.text).toContain('settings.broken-1.json');
    expect(model.notices[0]?.text).toContain('“Bad”');
    expect(new SettingsModel(file, silentLog).notices).toEqual([]);
  });

  it('never writes over a broken file that could not be kept beside', () => {
    const stored = { theme: 'dark', templates: [{ id: 'mine', name: 'Mine', extra: 1 }] };
    const file = new MemorySettingsFile(stored);
    file.full = true;
    const model = new SettingsModel(file, silentLog);
    expect(model.notices[0]?.text).toContain('nothing is stored');
    expect(kindOf(model.set('limits.alive', 3))).toBe('storage');
    file.full = false;
    file.unkeepable = true;
    expect(kindOf(model.set('limits.alive', 4))).toBe('storage');
    expect(file.stored).toEqual(stored);
    file.unkeepable = false;
    expect(kindOf(model.set('limits.alive', 5))).toBe('ok');
    expect(file.beside).toEqual([stored]);
    expect(file.stored).toMatchObject({ theme: 'dark', limits: { alive: 5 } });
    expect(kindOf(model.set('limits.alive', 6))).toBe('ok');
    expect(file.beside).toHaveLength(1);
  });

  it.each([[[]], ['text'], [7], [true]])('uses defaults for a file that holds %j', (stored) => {
    const file = new MemorySettingsFile(stored);
    const model = new SettingsModel(file, silentLog);
    expect(model.settings).toEqual(defaultSettings);
    expect(model.notices).toHaveLength(1);
    expect(file.beside).toEqual([stored]);
  });

  it('runs with defaults when the file cannot be read, and when it cannot be put aside either', () => {
    for (const full of [false, true]) {
      const file = new MemorySettingsFile('cut in ha');
      file.unreadable = true;
      file.full = full;
      const model = new SettingsModel(file, silentLog);
      expect(model.settings).toEqual(defaultSettings);
      expect(model.notices).toHaveLength(1);
    }
  });
});
