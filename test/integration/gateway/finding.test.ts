import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { systemClock, type Clock } from '../../../electron/base/clock.ts';
import { fileScript } from '../../../electron/base/file-look.ts';
import { FolderLooks } from '../../../electron/base/folder-look.ts';
import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, reaches } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;
let folder: string;

beforeEach(async () => {
  gateway = await bench.gateway();
  folder = await bench.folder();
});
afterEach(() => bench.close());

const configure = async (token: string, inside = folder): Promise<void> => {
  const path = join(inside, 'openclaw.json');
  const config = { gateway: { port: gateway.port, auth: { mode: 'token', token } } };
  // As OpenClaw does it: a new file renamed over the old one.
  await writeFile(`${path}.tmp`, JSON.stringify(config), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
};

test('the local openclaw.json names address and token', async () => {
  await configure(gateway.token);
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'connected' });
  expect(it.link.view()).toMatchObject({
    addressSource: 'openclaw.json',
    tokenSource: 'openclaw.json',
    configPath: join(folder, 'openclaw.json'),
  });
});

test('a changed openclaw.json is tried once, the same one again is not', async () => {
  await configure('wrong');
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized' } });
  await configure('wrong');
  await configure('wrong too');
  await eventually(() => expect(gateway.attempts.length).toBe(2));
  await reaches(it, { phase: 'blocked' });
  await configure(gateway.token);
  await reaches(it, { phase: 'connected' });
  expect(gateway.attempts.length).toBe(3);
});

test('an openclaw.json that is changed while an attempt is under way is tried next', async () => {
  const settleMs = 17;
  let settled = 0;
  const clock: Clock = {
    now: () => systemClock.now(),
    monotonic: () => performance.now(),
    pause: async (ms, signal) => {
      await systemClock.pause(ms, signal);
      if (ms === settleMs && !signal.aborted) settled += 1;
    },
  };
  await configure('wrong');
  gateway.freeze();
  const it = await bench.link({
    env: { OPENCLAW_STATE_DIR: folder },
    clock,
    timings: { settleMs, handshakeMs: 5_000 },
  });
  await reaches(it, { phase: 'connecting' });
  await configure(gateway.token);
  await eventually(() => expect(settled).toBeGreaterThan(0));
  gateway.thaw();
  await reaches(it, { phase: 'connected' });
  expect(gateway.attempts.map(({ admitted }) => admitted)).toEqual([false, true]);
});

test('a token file that openclaw.json refers to is tried again when it changes', async () => {
  const path = join(folder, 'secrets', 'token');
  const config = {
    gateway: {
      port: gateway.port,
      auth: { mode: 'token', token: { source: 'file', provider: 'kept', id: 'value' } },
    },
    secrets: { providers: { kept: { source: 'file', path, mode: 'singleValue' } } },
  };
  await writeFile(join(folder, 'openclaw.json'), JSON.stringify(config));
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
  await mkdir(dirname(path));
  await writeFile(path, 'wrong', { mode: 0o600 });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized' } });
  await writeFile(path, gateway.token, { mode: 0o600 });
  await reaches(it, { phase: 'connected' });
  expect(gateway.attempts.length).toBe(2);
});

test('an openclaw.json that is a link is tried again when what it leads to changes', async () => {
  const elsewhere = await bench.folder();
  await configure('wrong', elsewhere);
  await symlink(join(elsewhere, 'openclaw.json'), join(folder, 'openclaw.json'));
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized' } });
  await configure(gateway.token, elsewhere);
  await reaches(it, { phase: 'connected' });
  expect(it.link.view().tokenSource).toBe('openclaw.json');
  expect(gateway.attempts.map(({ admitted }) => admitted)).toEqual([false, true]);
});

test('an openclaw.json that links to nothing is followed once that is there, wherever it was missing', async () => {
  const elsewhere = join(await bench.folder(), 'not', 'there', 'yet');
  await symlink(join(elsewhere, 'link.json'), join(folder, 'openclaw.json'));
  const port = { OPENCLAW_GATEWAY_PORT: String(gateway.port), OPENCLAW_GATEWAY_TOKEN: 'wrong' };
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder, ...port } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized' } });
  expect(it.link.view()).toMatchObject({ addressSource: 'default' });
  await mkdir(elsewhere, { recursive: true });
  await symlink('openclaw.json', join(elsewhere, 'link.json'));
  await configure(gateway.token, elsewhere);
  await reaches(it, { phase: 'connected' });
  expect(it.link.view()).toMatchObject({ addressSource: 'openclaw.json' });
});

test.each(['its folder', 'a folder further up'])(
  'a link in the place of %s that leads elsewhere is followed there',
  async (which) => {
    const [one, other] = [await bench.folder(), await bench.folder()];
    const isFolder = which === 'its folder';
    const inside = (root: string): string => (isFolder ? root : join(root, 'state'));
    for (const root of [one, other]) await mkdir(inside(root), { recursive: true });
    await configure('wrong', inside(one));
    await configure(gateway.token, inside(other));
    const link = join(folder, 'link');
    await symlink(one, link);
    const it = await bench.link({ env: { OPENCLAW_STATE_DIR: inside(link) } });
    await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized' } });
    // As `ln -sfn` does it.
    await symlink(other, `${link}.new`);
    await rename(`${link}.new`, link);
    await reaches(it, { phase: 'connected' });
  },
);

test('an openclaw.json that is a link, and wrong while it is written, is followed once it is right', async () => {
  const elsewhere = await bench.folder();
  const real = join(elsewhere, 'openclaw.json');
  await writeFile(real, '{ gateway: { port: ');
  await symlink(real, join(folder, 'openclaw.json'));
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
  await configure(gateway.token, elsewhere);
  await reaches(it, { phase: 'connected' });
});

test('an openclaw.json that comes with its folder is noticed', async () => {
  const state = join(folder, 'home', '.openclaw');
  const it = await bench.link({
    env: { OPENCLAW_STATE_DIR: state, OPENCLAW_GATEWAY_PORT: String(gateway.port) },
  });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 0 } });
  await mkdir(state, { recursive: true });
  await configure(gateway.token, state);
  await reaches(it, { phase: 'connected' });
  expect(it.link.view()).toMatchObject({
    tokenSource: 'openclaw.json',
    configPath: join(state, 'openclaw.json'),
  });
  expect(gateway.attempts.map(({ admitted }) => admitted)).toEqual([false, true]);
});

test('a broken openclaw.json blocks with its name, and mending it is enough', async () => {
  await writeFile(join(folder, 'openclaw.json'), '{ gateway: ');
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
  const { state } = it.link.view();
  expect(JSON.stringify(state)).toContain(join(folder, 'openclaw.json'));
  await configure(gateway.token);
  await reaches(it, { phase: 'connected' });
});

test('an exec secret is named and not run; a device token makes up for it', async () => {
  const marker = join(folder, 'it-ran');
  const config = {
    gateway: {
      port: gateway.port,
      auth: { mode: 'token', token: { source: 'exec', provider: 'vault', id: 'gw/token' } },
    },
    secrets: {
      providers: { vault: { source: 'exec', command: '/usr/bin/touch', args: [marker] } },
    },
  };
  await writeFile(join(folder, 'openclaw.json'), JSON.stringify(config));
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
  expect(JSON.stringify(it.link.view().state)).toContain('secret provider \\"vault\\"');
  expect(gateway.attempts.length).toBe(0);
});

test('a token goes to the address of its own source and to no other', async () => {
  const other = await bench.gateway();
  await configure(gateway.token);
  const it = await bench.link({
    env: { OPENCLAW_STATE_DIR: folder, OPENCLAW_GATEWAY_URL: other.url },
  });
  await reaches(it, { phase: 'blocked', failure: { kind: 'unauthorized', generation: 0 } });
  expect(other.attempts).toMatchObject([{ proof: 'none' }]);
  expect(gateway.attempts).toEqual([]);
  expect(it.link.view()).toMatchObject({ addressSource: 'environment', tokenSource: 'none' });
});

test('nothing configured and nothing listening can be told, with the places looked at', async () => {
  const free = gateway.port;
  await gateway.close();
  await mkdir(join(folder, '.config', 'systemd', 'user'), { recursive: true });
  await writeFile(join(folder, '.config', 'systemd', 'user', 'openclaw-gateway.service'), '');
  const it = await bench.link({ env: { HOME: folder, OPENCLAW_GATEWAY_PORT: String(free) } });
  await reaches(it, {
    phase: 'waiting',
    failure: { kind: 'unreachable', reason: 'not-listening' },
  });
  expect(it.link.view()).toMatchObject({ addressSource: 'default', tokenSource: 'none' });
  await eventually(() =>
    expect(it.link.view().lookedAt).toEqual([
      { place: `Port ${free}`, found: 'nothing is listening', ok: false },
      {
        place: 'Service openclaw-gateway',
        found: 'installed (openclaw-gateway.service)',
        ok: true,
      },
      { place: 'Command openclaw', found: 'not found', ok: false },
    ]),
  );
  await gateway.start();
  // A gateway without its token blocks, and is looked for no less.
  await reaches(it, { phase: 'blocked' });
  await eventually(() => expect(it.link.view().lookedAt[0]).toMatchObject({ ok: true }));
});

test('where a gateway was looked for is no news once it is connected', async () => {
  await gateway.crash();
  await configure(gateway.token);
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
  await eventually(() => expect(it.link.view().lookedAt).toHaveLength(3));
  await gateway.start();
  await reaches(it, { phase: 'connected' });
  const told = it.views.filter(({ state }) => state.phase === 'connected');
  expect(told.map(({ lookedAt }) => lookedAt)).toEqual(told.map(() => []));
});

test('another address is a new story: its outage, attempts and places looked at are its own', async () => {
  // Nothing listens on either.
  let url = 'ws://127.0.0.1:1';
  const it = await bench.link({ settingsUrl: () => url });
  await eventually(() => expect(it.link.view().attempts).toBeGreaterThan(2));
  const movedAt = systemClock.now();
  url = 'ws://127.0.0.1:2';
  it.link.reconfigured();
  const ofOther = () => it.views.filter((view) => view.url === url);
  const waits = () => ofOther().find(({ state }) => state.phase === 'waiting')?.state;
  await eventually(() => expect(waits()).toMatchObject({ attempt: 1 }));
  expect(ofOther()[0]).toMatchObject({ state: { phase: 'idle' }, attempts: 0, lookedAt: [] });
  const first = waits();
  expect(first?.phase === 'waiting' && first.since).toBeGreaterThanOrEqual(movedAt);
});

test('practice reads nothing else and leaves no device key behind', async () => {
  await configure('wrong');
  const it = await bench.link({
    env: { OPENCLAW_STATE_DIR: folder, OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' },
    settingsUrl: () => 'ws://127.0.0.1:1',
    override: { url: gateway.url, token: gateway.token },
  });
  await reaches(it, { phase: 'connected' });
  expect(it.link.view()).toMatchObject({ addressSource: 'practice', tokenSource: 'practice' });
  expect(it.tokens.size).toBe(0);
});

test('an openclaw.json that does not answer is named, holds up nothing, and is tried until it does', async () => {
  await configure(gateway.token);
  const away = join(folder, 'away');
  await writeFile(away, '');
  const looks = new FolderLooks({
    limitMs: 200,
    scripts: {
      folder: 'exit 3',
      places: `for one do printf 'e%s\\0' "$one"; done`,
      file: `[ -e '${away}' ] && sleep 60\n${fileScript}`,
    },
    // What it remembers of a silence is over at once.
    now: () => performance.now() * 1_000,
  });
  const it = await bench.link({ env: { OPENCLAW_STATE_DIR: folder }, looks });
  const path = join(folder, 'openclaw.json');
  const what = `${path} does not answer`;
  await reaches(it, { phase: 'waiting', failure: { kind: 'misconfigured', what } });
  expect(gateway.attempts).toEqual([]);
  await rm(away);
  await reaches(it, { phase: 'connected' });
});
