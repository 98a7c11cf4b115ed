import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { parseCliArgs } from '../../../electron/control/cli-args.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { issueText } from '../../../electron/base/issue-text.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { describeCause } from '../../../shared/describe-cause.ts';
import { settingAt } from '../../../shared/setting-groups.ts';
import { defaultSettings, NewTemplateSchema, SettingsSchema } from '../../../shared/settings.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';
import { settingFields, type FieldKind, type SettingField } from '../../support/setting-fields.ts';

/** A field of a kind that is not here does not compile. */
const bad: Readonly<Record<FieldKind, readonly unknown[]>> = {
  number: ['', 'ten', '7', -1e9, 1.5, 1e12, Number.NaN, Infinity, null, [], {}, true],
  text: ['', ' ', 'x'.repeat(5_000), 'a\u0000b', 7, true, [], {}],
  choice: ['', 'DARK', 'x'.repeat(5_000), 'a\u0000b', 7, null, [], {}],
  'yes-no': ['', 'yes', 0, 1, null, [], {}],
  list: ['', '~/a', 7, null, {}, [7], [''], ['relative'], ['~/a\nb'], ['/'.padEnd(5_000, 'x')]],
  object: ['', 'x', 7, true, [], { unknown: 1 }],
};

const own = ['templates', 'credentials'];
const fields = settingFields(SettingsSchema).filter(({ key }) => !own.includes(key));
const rows = fields.flatMap((field) =>
  bad[field.kind].map((value) => [field.key, value, field] as const),
);

/** What valibot says to programmers, what JavaScript calls things, and other people's brackets. */
const raw = /Expected|Invalid|received|undefined|\bNaN\b|Infinity|∞|\[object|[<>]=|\p{Cc}/u;

const readsWell = (sentence: string): void => {
  expect(sentence).not.toMatch(raw);
  expect(sentence.length).toBeGreaterThan(12);
  expect(sentence.length).toBeLessThan(400);
};

/** The value that a field has, unlike the one at first where that is easily so. */
const before = (): SettingsModel => {
  const model = new SettingsModel(new MemorySettingsFile(), silentLog);
  model.set('limits.alive', 5);
  model.set('unreadable.add', ['~/mine']);
  model.set('notices.quietHours', { from: '22:00', to: '07:00' });
  model.set('codexBinary', '/opt/codex');
  return model;
};

const nested = (key: string, value: unknown): Record<string, unknown> => {
  const [first = '', ...rest] = key.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
};

describe('a bad value of a setting', () => {
  it.each(rows)('%s = %o is refused in words, and the old one stays', (key, value) => {
    const model = before();
    const old = model.settings;
    const reply = model.set(key, value);
    if (reply.ok) throw new Error('it was accepted');
    expect(reply.failure.kind).toBe('invalid-input');
    readsWell(describeCause(reply.failure, 'app'));
    expect(model.settings).toBe(old);
  });

  it.each(rows)('%s = %o in the file costs itself alone, and is said', (key, value) => {
    const good = { ...before().settings, limits: { alive: 5, starting: 3 } };
    const group = key.split('.')[0] ?? '';
    const there: unknown = Reflect.get(good, group);
    const put = nested(key, value);
    const stored = {
      ...good,
      [group]: key === group ? value : { ...(there as object), ...(put[group] as object) },
    };
    const file = new MemorySettingsFile(stored);
    const model = new SettingsModel(file, silentLog);
    expect(model.notices).toHaveLength(1);
    readsWell(model.notices[0]?.text ?? '');
    expect(file.beside).toEqual([stored]);
    for (const other of fields.filter((one) => one.key !== key && one.key !== 'lastSpawn')) {
      expect(settingAt(model.settings, other.key)).toEqual(settingAt(good, other.key));
    }
  });

  it('costs a list of the file no other place', () => {
    const unreadable = { add: ['~/a', 'relative', 7, '~/b'], allow: [] };
    const model = new SettingsModel(new MemorySettingsFile({ unreadable }), silentLog);
    expect(model.settings.unreadable.add).toEqual(['~/a', '~/b']);
    expect(model.notices).toHaveLength(1);
  });

  it.each(['nowhere', '', 'limits', 'limits.nowhere', '__proto__', 'theme.x', 'toString'])(
    'of an unknown key (%s) is refused in words',
    (key) => {
      const model = before();
      const old = model.settings;
      const reply = model.set(key, { nowhere: 1 });
      if (reply.ok) throw new Error('it was accepted');
      readsWell(describeCause(reply.failure, 'app'));
      expect(model.settings).toBe(old);
    },
  );

  it.each(['1e309', '-1', 'NaN', '""', '{"', 'null', '[]', '{"nowhere":1}', '\u0007'])(
    'typed as %s on the command line is the same as in the window',
    (typed) => {
      const { command } = parseCliArgs(['settings', 'set', 'limits.alive', '--', typed]);
      if (command.kind !== 'settings-set') throw new Error('not read');
      const model = before();
      const reply = model.set(command.key, command.value);
      if (reply.ok) throw new Error('it was accepted');
      readsWell(describeCause(reply.failure, 'app'));
      expect(model.settings.limits.alive).toBe(5);
    },
  );

  it('is tried for each field there is', () => {
    const tried = new Set(
      rows.map(([, , field]: readonly [string, unknown, SettingField]) => field),
    );
    expect(tried.size).toBe(fields.length);
    expect(Object.keys(defaultSettings)).toHaveLength(
      new Set(fields.map(({ key }) => key.split('.')[0])).size + own.length,
    );
  });
});

describe('a bad value of a template', () => {
  const template = { name: 'Mine', model: 'gpt-5.5', credential: 'openai' };
  const templateRows = settingFields(NewTemplateSchema).flatMap(({ key, kind }) =>
    bad[kind].map((value) => [key, value] as const),
  );
  it.each(templateRows)('%s = %o is refused in words', (key, value) => {
    const parsed = v.safeParse(NewTemplateSchema, { ...template, ...nested(key, value) });
    if (parsed.success) throw new Error('it was accepted');
    readsWell(issueText(parsed.issues));
  });
});
