import { describe, expect, it } from 'vitest';
import { readTemplates } from '../../../electron/settings/read-templates.ts';
import { builtInTemplate } from '../../../shared/settings.ts';

const beside = { templates: [builtInTemplate], credentials: [], personHome: '/home/ana' };
const read = (text: string) => readTemplates(text, beside);
const why = (text: string) => {
  const found = read(text);
  return found.ok ? null : found.why;
};
const one = (more: object) =>
  JSON.stringify({ name: 'Mine', model: 'm', credential: 'c', ...more }, null, 2);

describe('readTemplates', () => {
  it.each([
    ['one', one({})],
    ['a list', `[${one({})}]`],
    ['what was exported', `{"v": 1, "templates": [${one({})}]}`],
    ['comments and a last comma', `// mine\n[${one({})},]`],
  ])('takes %s', (_, text) => {
    expect(read(text)).toMatchObject({
      ok: true,
      templates: [{ template: { name: 'Mine', sandbox: 'read-only' }, renamedFrom: null }],
    });
  });

  it.each([
    ['', 'line 1: this is no JSON'],
    ['[\n{"name":\n}]', 'line 3: this is no JSON from here on'],
    ['[]', 'there is no template in it'],
    [one({ sandbox: 'all' }), 'line 5: sandbox has to be read-only or workspace-write'],
    [one({ model: '' }), 'line 3: the model is empty'],
    ['[\n{"name": "A",\n"model": "m"}]', 'line 2: the credential is missing'],
    [
      one({ env_key: 'K' }),
      'line 5: env_key: "env_key" is refused: a template names its credential',
    ],
    [one({ cwd: 'src' }), 'line 5: the folder: Type the whole path'],
    [one({ provider: { name: 'P', baseUrl: 'ftp://x' } }), 'line 7: the address of the provider'],
    ['7', 'line 1: '],
    ['['.repeat(200_000), 'this is nested too deeply'],
  ])('names the line and what is wrong there: %j', (text, expected) => {
    expect(why(text)).toContain(expected);
    expect(why(text)).not.toContain('Invalid');
  });

  it.each([
    one({ sandbox: 'danger-full-access' }),
    one({ sandbox: 'danger-full-access', approvals: 'never' }),
    one({ sandbox: 'workspace-write', cwd: '/' }),
    one({ sandbox: 'workspace-write', cwd: '~' }),
    one({ sandbox: 'workspace-write', cwd: '~/' }),
    one({ sandbox: 'workspace-write', cwd: '~/src/..' }),
    one({ sandbox: 'workspace-write', cwd: '/home' }),
    one({ sandbox: 'workspace-write', cwd: '/home/ana' }),
  ])('carries no full access: %s', (text) => {
    expect(why(text)).toMatch(/^line \d: (?:sandbox|cwd): .* cannot be imported/);
  });

  it('lets a template write in a folder of its own', () => {
    expect(read(one({ sandbox: 'workspace-write', cwd: '~/src/api' })).ok).toBe(true);
    expect(read(one({ sandbox: 'workspace-write', cwd: '/home/anabel' })).ok).toBe(true);
  });

  it('renames what is taken, in the list and in the file itself, and drops a taken id', () => {
    const twin = { ...builtInTemplate, model: 'other' };
    const found = read(JSON.stringify([twin, twin]));
    expect(found).toMatchObject({
      ok: true,
      templates: [
        { template: { name: 'Codex 5.5 (2)' }, renamedFrom: 'Codex 5.5' },
        { template: { name: 'Codex 5.5 (3)' }, renamedFrom: 'Codex 5.5' },
      ],
    });
    const ids = found.ok ? found.templates.map(({ template }) => template.id) : [];
    expect(ids).toEqual([undefined, undefined]);
  });
});
