import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { silentLog } from '../../../../electron/base/log.ts';
import { systemClock } from '../../../../electron/base/clock.ts';
import type { Looks } from '../../../../electron/base/folder-look.ts';
import { ConfigWatch } from '../../../../electron/gateway/address/config-watch.ts';
import { lookAround } from '../../../../electron/gateway/address/looked-at.ts';
import { promptLooks } from '../../../fakes/prompt-looks.ts';
import { eventually } from '../../../support/eventually.ts';
import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

/** Silent at every path that ends so, as a share that is away. */
const awayAt = (end: string): Looks => ({
  ...promptLooks,
  readFile: (asked) =>
    asked.path.endsWith(end)
      ? Promise.resolve({ kind: 'silent', afterMs: 2_000 })
      : promptLooks.readFile(asked),
  resolve: async (paths) =>
    (await promptLooks.resolve(paths)).map((place, n) =>
      paths[n]?.endsWith(end) === true ? { ...place, exists: true, isSilent: true } : place,
    ),
});

describe('a file that does not answer', () => {
  const token = { source: 'file', provider: 'kept', id: 'value' };
  const kept = (path: string) => ({ providers: { kept: { source: 'file', path } } });

  test.each<[string, unknown]>([
    ['openclaw.json', {}],
    ['.env', { gateway: { port: 1234 } }],
    ['part.json', { gateway: { $include: './part.json' } }],
    ['away', { gateway: { auth: { token } }, secrets: kept('~/away') }],
    ['cert.pem', { gateway: { tls: { enabled: true, certPath: 'cert.pem' } } }],
  ])('is named when it is %s, and nothing is dialled in its place', async (end, config) => {
    await home.config(config);
    const found = await home.find({ looks: awayAt(end) });
    expect(found).toMatchObject({ source: 'openclaw.json', isSilent: true, secret: null });
    const { problem } = found;
    expect(problem).toMatchObject({ kind: 'misconfigured' });
    expect(problem?.kind === 'misconfigured' && problem.what).toMatch(
      new RegExp(`^/.*${end} does not answer$`),
    );
    expect((await home.find()).isSilent).toBe(false);
  });

  test('leaves the address of the settings what it is', async () => {
    await home.config({});
    const settingsUrl = () => 'ws://10.0.0.1:1';
    expect(await home.find({ settingsUrl, looks: awayAt('openclaw.json') })).toMatchObject({
      url: 'ws://10.0.0.1:1',
      problem: null,
      isSilent: false,
    });
  });
});

test('where one looked is told also of what does not answer', async () => {
  const table = { read: () => Promise.resolve(''), userName: () => Promise.resolve(null), uid: 0 };
  const env = { HOME: home.path, PATH: `${home.path}/bin:relative` };
  const around = async (end: string) =>
    (await lookAround('ws://127.0.0.1:1', env, table, awayAt(end), [])).map(({ found }) => found);
  expect((await around('systemd/user')).slice(1)).toEqual([
    `${home.path}/.config/systemd/user does not answer`,
    'not found',
  ]);
  expect((await around('openclaw')).slice(1)).toEqual([
    'not installed',
    `${home.path}/bin/openclaw does not answer`,
  ]);
});

test('a folder that does not answer is not watched, and another one is', async () => {
  const places = ['away', 'there'].map((name) => join(home.path, name));
  for (const place of places) await mkdir(place);
  let changes = 0;
  const watch = new ConfigWatch({
    clock: systemClock,
    log: silentLog,
    settleMs: 5,
    looks: awayAt('away'),
    onChange: () => (changes += 1),
  });
  await watch.follow(places.map((place) => join(place, 'file')));
  await writeFile(join(home.path, 'away', 'file'), 'x');
  await writeFile(join(home.path, 'away', 'file'), 'y');
  expect(changes).toBe(0);
  await writeFile(join(home.path, 'there', 'file'), 'x');
  await eventually(() => expect(changes).toBe(1));
  watch.close();
});
