import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { failed, ok } from '../../../shared/result.ts';
import { failure } from '../../../shared/failure.ts';
import { aboutApp } from '../../fakes/panel-about.ts';
import { openCli, runInTest, type CliUnderTest } from '../../support/cli-under-test.ts';

let cli: CliUnderTest;
beforeEach(async () => {
  cli = await openCli();
});
afterEach(() => cli.close());

const commandLine = { version: '0.1.0', node: process.versions.node };

describe('bulkhead about', () => {
  it('prints what the app that runs says of itself, and the command line', async () => {
    cli.panel.answer((name) => ok(name === 'app.about' ? aboutApp : null));
    const { code, out, err } = await cli.start(['about']).ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Bulkhead +0\.0\.0-test\nElectron +33\.2\.1, a stand-in\n/);
    expect(out).toMatch(/^Logs +\/home\/ana\/\.local\/share\/bulkhead\/logs$/m);
    expect(out).toContain(`Command line  0.1.0, Node ${commandLine.node}\n`);

    const json = JSON.parse((await cli.start(['about', '--json']).ended).out) as unknown;
    expect(json).toEqual({
      v: 1,
      running: true,
      bulkhead: { version: '0.0.0-test', standIn: true, practice: false },
      electron: '33.2.1',
      ...aboutApp,
      codex: { phase: 'looking', path: null, version: null },
      gateway: { version: null },
      commandLine,
    });
  });

  it('says without an app what it knows, that none runs, and ends as all do then', async () => {
    await cli.closeServer();
    const { code, out, err } = await cli.start(['about']).ended;
    expect(code).toBe(3);
    expect(out).toContain('Bulkhead      Not running\n');
    expect(out).toContain(`Logs          ${cli.env.BULKHEAD_HOME ?? ''}/logs\n`);
    expect(err).toContain('Bulkhead is not running');

    const json = await cli.start(['about', '--json']).ended;
    expect(json.code).toBe(3);
    expect(JSON.parse(json.out)).toMatchObject({
      v: 1,
      running: false,
      bulkhead: null,
      home: cli.env.BULKHEAD_HOME,
      commandLine,
    });
  });

  it.each([
    [ok({ chromium: 1 }), 1],
    [failed(failure({ kind: 'invalid-input', what: 'There is no such command.' })), 2],
  ])('fails at an app that answers something else (%#)', async (reply, code) => {
    cli.panel.answer(() => reply);
    expect(await cli.start(['about']).ended).toMatchObject({ code, out: '' });
  });
});

describe('bulkhead licences', () => {
  const list = [
    { name: 'Bulkhead', version: '0.1.0', licence: 'MIT', text: 'Copyright ours' },
    { name: '@a/b', version: '1.0.0', licence: 'ISC', text: 'Line one\n\n  in\u001b[31mdented\n' },
    { name: 'none', version: '2.0.0', licence: 'MIT', text: null },
  ];
  let folder: string;
  let licencesFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-licences-'));
    licencesFile = join(folder, 'licences.json');
    await writeFile(licencesFile, JSON.stringify(list));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = (...args: readonly string[]) =>
    runInTest(['licences', ...args], { licencesFile }).ended;

  it('lists them without an app, and in JSON without their texts', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'Bulkhead  0.1.0  MIT',
      '@a/b      1.0.0  ISC',
      'none      2.0.0  MIT',
    ]);
    const { licences } = JSON.parse((await run('--json')).out) as { licences: readonly object[] };
    expect(licences[1]).toEqual({ name: '@a/b', version: '1.0.0', licence: 'ISC' });
  });

  it('prints one whole, whatever is in its text', async () => {
    expect(await run('@A/B')).toMatchObject({
      code: 0,
      out: '@a/b 1.0.0 (ISC)\n\nLine one\n\n  in<U+001B>[31mdented\n',
    });
    expect((await run('none')).out).toContain('It carries no text of its licence.');
    const json = JSON.parse((await run('none', '--json')).out) as unknown;
    expect(json).toEqual({ v: 1, licences: [list[2]] });
  });

  it('says that there is none of that name, or no list', async () => {
    expect(await run('no\u001bsuch')).toMatchObject({
      code: 2,
      out: '',
      err: 'bulkhead: There is no licence of “no<U+001B>such”.\n',
    });
    await rm(licencesFile);
    expect(await run()).toMatchObject({ code: 1, out: '' });
    expect((await run()).err).toContain('Could not be read: the list of licences.');
  });
});
