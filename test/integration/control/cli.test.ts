import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../electron/control/run-cli.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import { openCli, refusedByOpenai, type CliUnderTest } from '../../support/cli-under-test.ts';
import type { ScriptedPanel } from '../../support/scripted-panel.ts';

let cli: CliUnderTest;
let panel: ScriptedPanel;

beforeEach(async () => {
  cli = await openCli();
  ({ panel } = cli);
});
afterEach(() => cli.close());

const run = (args: readonly string[], stdin = '') => cli.start(args, { stdin }).ended;

const json = (text: string): unknown => JSON.parse(text);

const template = { name: 'Corp', model: 'm', provider: null, credential: 'corp', cwd: null };

describe('bulkhead', () => {
  it('prints help and version without an app', async () => {
    await cli.closeServer();
    expect(await run(['--help'])).toMatchObject({ code: 0, err: '' });
    expect((await run([])).out).toContain('Usage: bulkhead');
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(json((await run(['--version', '--json'])).out)).toMatchObject({ v: 1 });
  });

  it('ends with 3 when the app is not running, in words and as JSON', async () => {
    await cli.closeServer();
    for (const args of [['status'], ['stop', 'h1'], ['credentials', 'set', 'a', '--stdin']]) {
      expect(await run(args, 'key')).toMatchObject({ code: 3, out: '' });
    }
    const answer = await run(['status', '--json']);
    expect(answer.code).toBe(3);
    expect(json(answer.out)).toMatchObject({ v: 1, ok: false });
    expect(answer.err).toContain('not running');
  });

  it('ends with 2 for wrong usage', async () => {
    const answer = await run(['dance', '--json']);
    expect(answer.code).toBe(2);
    expect(json(answer.out)).toMatchObject({ v: 1, ok: false });
  });

  it('reads with 0 whenever the app answers, also with the gateway down', async () => {
    panel.store.setGateway({
      ...panel.state().gateway,
      state: {
        phase: 'waiting',
        attempt: 1,
        since: 0,
        retryAt: 9_000,
        failure: failure({ kind: 'unreachable', reason: 'not-listening', target: 'ws://x:1' }),
      },
    });
    for (const args of [
      ['status'],
      ['helpers'],
      ['templates', 'list'],
      ['credentials', 'list'],
      ['settings', 'get'],
    ]) {
      const words = await run(args);
      expect(words).toMatchObject({ code: 0, err: '' });
      const data = await run([...args, '--json']);
      expect(data).toMatchObject({ code: 0, err: '' });
      expect(json(data.out)).toMatchObject({ v: 1 });
    }
    expect(json((await run(['status', '--json'])).out)).toMatchObject({
      gateway: { phase: 'waiting', reason: 'not-listening' },
      sessions: [],
    });
  });

  it.each([
    [failure({ kind: 'unknown-id', what: 'helper “x”' }), 2],
    [failure({ kind: 'invalid-input', what: 'x' }), 2],
    [refusedByOpenai, 4],
    [failure({ kind: 'storage', what: 'the settings' }), 1],
    [failure({ kind: 'needs-confirmation', what: 'Remove' }), 1],
  ])('ends as a failed command should: %o', async (why, code) => {
    panel.answer(() => failed(why));
    const answer = await run(['retry', 'x', '--json']);
    expect(answer.code).toBe(code);
    expect(json(answer.out)).toMatchObject({ v: 1, ok: false, failure: { kind: why.kind } });
    expect(answer.err).toMatch(/^bulkhead: .+\n$/);
  });

  it('adds a template from a file and from standard input', async () => {
    panel.answer(() => ok({ id: 'corp' }));
    const file = join(cli.env.HOME ?? '', 'template.json');
    await writeFile(file, JSON.stringify(template));
    expect(json((await run(['templates', 'add', file, '--json'])).out)).toMatchObject({
      id: 'corp',
    });
    expect((await run(['templates', 'add', '-'], JSON.stringify(template))).out).toBe('corp\n');
    expect(panel.asked[1]?.input).toMatchObject({ template: { name: 'Corp', credential: 'corp' } });
  });

  it('exports templates to a new file, and imports them once they were seen', async () => {
    const out = join(cli.env.HOME ?? '', 'out.json');
    expect((await run(['templates', 'export', 'Codex 5.5', '--to', out])).code).toBe(0);
    const text = await readFile(out, 'utf8');
    expect(json(text)).toMatchObject({ v: 1, templates: [{ id: 'codex-5.5', model: 'gpt-5.5' }] });
    expect((await run(['templates', 'export', '--to', out])).err).toContain('already');
    expect((await run(['templates', 'export', 'no-such'])).code).toBe(2);
    panel.answer((name) =>
      name === 'templates.read'
        ? ok({ templates: [{ template: { ...builtInTemplate, name: 'A' }, renamedFrom: 'B' }] })
        : ok({ ids: ['a'] }),
    );
    const answer = await run(['templates', 'import', out, '--yes']);
    expect(answer.code).toBe(0);
    expect(answer.out).toContain('A (“B” is taken)\n  Files: Reads, never writes\n');
    expect(answer.out).toContain('Sends to: https://api.openai.com/v1');
    expect(answer.out).toContain('Added a');
    const given = (name: string) => panel.asked.filter((one) => one.name === name);
    expect(given('templates.import')).toMatchObject([{ input: { text } }]);
    expect((await run(['templates', 'import', out, '--json'])).code).toBe(2);
    expect(given('templates.import')).toHaveLength(1);
  });

  it('replaces a template of that id only when that was said, and names the wrong line', async () => {
    panel.answer(() => ok({ id: builtInTemplate.id }));
    const again = JSON.stringify({ ...builtInTemplate, model: 'other' });
    const refused = await run(['templates', 'add', '-'], again);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('there is a template “codex-5.5” already: say --yes');
    expect(panel.asked).toEqual([]);
    expect((await run(['templates', 'add', '-', '--yes'], again)).out).toBe('codex-5.5\n');
    expect(panel.asked).toMatchObject([
      { name: 'templates.save', input: { template: { model: 'other' } } },
    ]);
    const broken = await run(['templates', 'add', '-'], '{\n  "name": "A",\n  "model": \n}');
    expect(broken.err).toContain('line 4: this is no JSON from here on');
    const two = await run(['templates', 'add', '-'], JSON.stringify([template, template]));
    expect(two.err).toContain('there are 2 templates in it: take “templates import” for them');
  });

  it('says what is wrong with a template, and with its file', async () => {
    const bad = { ...template, provider: { name: 'C', baseUrl: 'http://x.org', env_key: 'K' } };
    const answer = await run(['templates', 'add', '-'], JSON.stringify(bad));
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('"env_key" is refused');
    expect((await run(['templates', 'add', '-'], '{"name":')).code).toBe(2);
    expect((await run(['templates', 'add', join(cli.env.HOME ?? '', 'no.json')])).code).toBe(2);
    expect((await run(['templates', 'add', cli.env.HOME ?? ''])).code).toBe(2);
    expect(panel.asked).toEqual([]);
  });

  it('passes a key on from standard input, without its last line end, and shows it nowhere', async () => {
    const answer = await run(
      ['credentials', 'set', 'corp', '--stdin', '--json'],
      'sk-canary-1\r\n',
    );
    expect(panel.asked).toMatchObject([
      { name: 'credentials.set', input: { id: 'corp', secret: 'sk-canary-1' } },
    ]);
    expect(answer.out + answer.err).not.toContain('canary');
    expect((await run(['credentials', 'set', 'corp', '--stdin'], '\n')).code).toBe(2);
    expect((await run(['credentials', 'set', 'corp', 'sk-canary-1'])).code).toBe(2);
    const long = await run(['credentials', 'set', 'corp', '--stdin'], 'sk-canary-1'.repeat(5000));
    expect(long.code).toBe(2);
    expect(long.out + long.err).not.toContain('canary');
  });

  it('reads and writes settings by key', async () => {
    expect((await run(['settings', 'get', 'limits.alive'])).out).toBe('20\n');
    expect((await run(['settings', 'get', 'theme'])).out).toBe('system\n');
    expect(json((await run(['settings', 'get', 'limits', '--json'])).out)).toEqual({
      v: 1,
      key: 'limits',
      value: { alive: 20, starting: 0 },
    });
    for (const key of ['nothing', 'limits.none', '__proto__', 'constructor.name', 'theme.length']) {
      expect((await run(['settings', 'get', key])).code).toBe(2);
    }
    await run(['settings', 'set', 'limits.alive', '5']);
    await run(['settings', 'set', 'theme', 'dark']);
    expect(panel.asked.map(({ input }) => input)).toEqual([
      { key: 'limits.alive', value: 5 },
      { key: 'theme', value: 'dark' },
    ]);
  });

  it('ends quietly when nobody reads what it prints', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const code = await runCli(['status'], {
      env: cli.env,
      now: () => 0,
      licencesFile: '/nowhere/licences.json',
      io: {
        out: () => Promise.reject(gone),
        err: () => undefined,
        stdin: () => Promise.resolve(''),
        confirm: () => Promise.resolve(false),
        onInterrupt: () => () => undefined,
      },
    });
    expect(code).toBe(0);
  });
});
