import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  access,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { provideElectron } from '../../build/electron/provide-electron.mjs';
import { packageApp } from '../../build/package/package-app.mjs';
import { launcher } from '../../build/package/start-script.mjs';
import { runCommand } from '../../build/run-command.mjs';
import { waitFor } from '../support/wait-for.ts';

const binary = join(projectRoot, 'dist/linux-unpacked/bulkhead');
/** With it the packaged app lets a test look into its window. */
const marker = join(projectRoot, 'dist/linux-unpacked/resources/may-be-looked-into');
const packagedCli = join(projectRoot, 'dist/linux-unpacked/resources/cli/bulkhead.mjs');

const Practised = v.object({ gateway: v.looseObject({ phase: v.string() }) });

const manifestFile = join(projectRoot, 'package.json');
const Versioned = v.object({ version: v.string() });
const Licensed = v.object({ licences: v.array(v.object({ name: v.string() })) });

const Drilled = v.object({
  drill: v.looseObject({
    how: v.string(),
    startedAt: v.number(),
    endedAt: v.number(),
    left: v.unknown(),
    checks: v.array(v.looseObject({ state: v.looseObject({ phase: v.string() }) })),
  }),
});

/** How the fuse wire in the binary spells a fuse: a digit in ASCII. */
const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);

/** The address of Chromium's own debugging endpoint, which it prints when it listens. */
const debuggingAddress = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => {
      reject(new Error(`the packaged app ended:\n${printed}`));
    });
  });

/** True once the page of the panel is among the targets of the debugger at `address`. */
const listsPage = async (address: string): Promise<boolean> => {
  const list = await fetch(`http://${new URL(address).host}/json/list`);
  return (await list.text()).includes('app://bulkhead/');
};

/** The ports on which a process listens (Linux: the inodes of its sockets in /proc/net/tcp, state 0A). */
const listeners = async (pid: number): Promise<readonly string[]> => {
  const fds = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(
    fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)))
    .filter((fields) => fields[3] === '0A' && inodes.has(fields[9]))
    .map(([, local = '']) => local);
};

describe('the packaged app', () => {
  let env: NodeJS.ProcessEnv;
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;

  /** `bulkhead` as it lies in the package, with --json; throws when it fails. */
  const cli = async ([command = '', ...rest]: readonly string[]): Promise<unknown> => {
    const { code, output } = await runCommand(
      process.execPath,
      [packagedCli, command, '--json', ...rest],
      { env, timeoutMs: 80_000 },
    );
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${output}`);
    // What it has to say beside, of a machine that is slow say, comes before.
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as unknown;
  };

  beforeAll(async () => {
    await packageApp(await provideElectron(), ['dir']);
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'packaged-'));
    env = {
      ...process.env,
      NODE_OPTIONS: '',
      BULKHEAD_HOME: join(folder, 'home'),
      OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
    };
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    await writeFile(marker, '');
    child = spawn(binary, [...sandbox, '--disable-gpu', '--remote-debugging-port=0'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const address = await debuggingAddress(child);
    await waitFor('the control socket', () => cli(['status']), 20_000);
    await waitFor('the page', () => listsPage(address), 20_000);
    // A target that comes while Playwright attaches can leave it waiting: it tries anew.
    browser = await waitFor(
      'Playwright to attach',
      () => chromium.connectOverCDP(address, { timeout: 10_000 }),
      30_000,
    );
  });

  afterAll(async () => {
    await rm(marker, { force: true });
    await browser?.close();
    if (child?.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('opens its window from the archive, and answers the command line', async () => {
    const context = browser?.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    await page?.getByRole('heading').first().waitFor({ timeout: 20_000 });
    expect(await page?.title()).toBe('Bulkhead');
    expect(page?.url()).toMatch(/^app:/);

    expect(await cli(['status'])).toMatchObject({ v: 1, app: { pid: child?.pid } });
  });

  it('tells its own version, and has the licence of all that was bundled', async () => {
    const { version } = v.parse(Versioned, JSON.parse(await readFile(manifestFile, 'utf8')));
    expect(await cli(['about'])).toMatchObject({
      running: true,
      bulkhead: { version },
      home: env.BULKHEAD_HOME,
    });
    const page = browser?.contexts()[0]?.pages()[0];
    await page?.keyboard.press('Control+k');
    await page?.keyboard.type('licences');
    await page?.keyboard.press('Enter');
    const list = page?.getByRole('list', { name: 'Licences of what is bundled' });
    await list?.getByRole('button', { name: `Bulkhead ${version} MIT` }).waitFor();
    const listed = v.parse(Licensed, await cli(['licences'])).licences;
    expect(await list?.getByRole('listitem').count()).toBe(listed.length);
    for (const name of ['Electron', 'react', 'ws', '@fontsource-variable/inter']) {
      expect(listed.map((one) => one.name)).toContain(name);
    }
    await page?.keyboard.press('Escape');
  });

  it('drills within a minute, and all holds', { timeout: 90_000 }, async () => {
    const page = browser?.contexts()[0]?.pages()[0];
    await page?.getByRole('button', { name: 'Drill', exact: true }).click();
    await page?.getByRole('button', { name: 'Run drill' }).click();
    await page?.getByRole('progressbar', { name: 'Checks done' }).waitFor({ timeout: 10_000 });
    // It follows the one that the window began.
    const { code, output } = await runCommand(process.execPath, [packagedCli, 'drill', '--json'], {
      env,
      timeoutMs: 80_000,
    });
    const { drill } = v.parse(Drilled, JSON.parse(output.trim().split('\n').at(-1) ?? ''));
    const held = drill.checks.filter(({ state }) => state.phase === 'held');
    const others = drill.checks.filter(({ state }) => state.phase !== 'held');
    expect(drill.endedAt - drill.startedAt).toBeLessThan(60_000);
    expect(drill.left).toEqual({ processes: 0, files: 0 });
    expect(held.length).toBeGreaterThanOrEqual(15);
    // A machine that is busy with more than this gets no further in its time; nothing broke even so.
    expect(others.filter(({ state }) => drill.how !== 'late' || state.phase !== 'not-run')).toEqual(
      [],
    );
    expect({ how: drill.how, code }).toEqual(
      others.length === 0 ? { how: 'whole', code: 0 } : { how: 'late', code: 1 },
    );
    await page?.getByRole('button', { name: 'Copy report' }).waitFor({ timeout: 10_000 });
    expect(await page?.getByRole('cell', { name: 'Held' }).count()).toBe(held.length);
    const shown = await cli(['status']);
    expect(shown).toMatchObject({ helpers: [] });
    expect(existsSync(join(env.BULKHEAD_HOME ?? '', 'drill'))).toBe(false);
  });

  it('is ready to practise within 3 s, and a helper of practice finishes', async () => {
    const askedAt = Date.now();
    await cli(['practice', 'start']);
    await waitFor('the practice gateway', async () => {
      const seen = v.parse(Practised, await cli(['status', '--practice']));
      if (seen.gateway.phase !== 'connected') throw new Error(JSON.stringify(seen.gateway));
      return true;
    });
    expect(Date.now() - askedAt).toBeLessThan(3_000);
    const prompt = ['--template', 'codex-5.5', '--wait', '--', 'find the flaky test'];
    expect(await cli(['spawn', '--practice', ...prompt])).toMatchObject({
      ok: true,
      phase: 'completed',
      isolated: true,
    });
    const one = ['drill', '--practice', '--only', 'killed'];
    const { drill } = v.parse(Drilled, await cli(one));
    const link = { connId: expect.stringMatching(/./) as unknown };
    expect(drill.checks[0]?.state).toMatchObject({
      phase: 'held',
      seen: {
        moved: [],
        before: { beside: link, reconnects: 0 },
        after: { beside: link, reconnects: 0 },
      },
    });
  });

  it('writes a bundle for its owner alone, over no file, and without what was asked', async () => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'bundle-'));
    const file = join(folder, 'bundle.txt');
    // The helper of practice was asked this in the test before: of practice it tells as well.
    const shown = await cli(['status', '--practice']);
    expect(shown).toMatchObject({ helpers: [{ phase: 'completed' }] });
    const made = await cli(['bundle', '--practice', '--yes', file]);
    const text = await readFile(file, 'utf8');
    expect(made).toEqual({ v: 1, ok: true, path: file, text });
    expect(text).toContain('prompt of 19 characters');
    expect(text).not.toMatch(/flaky/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await writeFile(file, 'of the person');
    await expect(cli(['bundle', '--practice', '--yes', file])).rejects.toThrow('ended with 2');
    expect(await readFile(file, 'utf8')).toBe('of the person');
    await rm(folder, { recursive: true });
  });

  it('opens no door for a debugger on SIGUSR1, and goes on', async () => {
    const before = await listeners(child?.pid ?? 0);
    expect(before).not.toEqual([]);
    child?.kill('SIGUSR1');
    child?.kill('SIGUSR2');
    // Node opens it in another thread: two answers of the app later it would be there.
    await cli(['status']);
    expect(await cli(['status'])).toMatchObject({ v: 1 });
    expect(await listeners(child?.pid ?? 0)).toEqual(before);
  });

  it('quits when it is told to terminate', async () => {
    if (child === undefined) throw new Error('it did not start');
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    expect(child.exitCode).toBe(0);
  });

  it.each([
    ['an editor’s terminal', 'bulkhead', { ELECTRON_RUN_AS_NODE: '1' }],
    ['an editor’s terminal, by the launcher', launcher, { ELECTRON_RUN_AS_NODE: '1' }],
    ...['autolaunch:', 'unixexec:path=/bin/true', 'nonce-tcp:host=127.0.0.1,port=1', ';;'].map(
      (address) => [address, launcher, { DBUS_SESSION_BUS_ADDRESS: address }] as const,
    ),
  ] as const)('opens its window in the environment of %s', async (_what, program, given) => {
    await writeFile(marker, '');
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const started = spawn(
      join(projectRoot, 'dist/linux-unpacked', program),
      [...sandbox, '--disable-gpu', '--remote-debugging-port=0'],
      { env: { ...env, ...given }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const gone = once(started, 'exit');
    try {
      const address = await debuggingAddress(started);
      await waitFor('the page', () => listsPage(address), 20_000);
      const status = await waitFor('the command line', () => cli(['status']), 20_000);
      expect(status).toMatchObject({ v: 1, app: { pid: started.pid } });
      started.kill('SIGTERM');
      expect(await gone).toEqual([0, null]);
    } finally {
      started.kill('SIGKILL');
      await gone;
    }
  });

  it.each([
    '--remote-debugging-port=0',
    '-remote-debugging-pipe',
    '--inspect=0',
    '--inspect-brk-node=0',
    '--js-flags=--x',
    '--disable-web-security',
    '--load-extension=/',
    '--browser-subprocess-path=/bin/true',
    '--disable-seccomp-filter-sandbox',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--ignore-certificate-errors',
  ])('does not start with %s, and says so in one line', async (argument) => {
    await rm(marker, { force: true });
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const { code, output } = await runCommand(binary, [...sandbox, '--disable-gpu', argument], {
      env,
      timeoutMs: 20_000,
    });
    expect(code).toBe(1);
    const name = (argument.split('=')[0] ?? '').replace(/^-+/, '');
    expect(output).toContain(`Bulkhead does not start with --${name}.`);
    expect(output).not.toContain('listening on');
  });

  /** The command line of the app's own executable, as `bulkhead` of an installed package starts it. */
  const ownCli = async (
    ...args: readonly string[]
  ): Promise<{ code: number; output: string; made: readonly string[] }> => {
    const home = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'own-cli-'));
    const flags = ['--no-sandbox', '--disable-gpu', '--ozone-platform=headless', '--log-level=3'];
    const ran = await runCommand(
      binary,
      ['--bulkhead-cli', ...flags, `--user-data-dir=${home}`, '--', ...args],
      { env: { ...env, HOME: home, DISPLAY: '', WAYLAND_DISPLAY: '' }, timeoutMs: 20_000 },
    );
    const made = await readdir(home, { recursive: true });
    await rm(home, { recursive: true });
    return { ...ran, made };
  };

  it('is its own command line, without a display, and writes nothing', async () => {
    await rm(marker, { force: true });
    const { version } = v.parse(Versioned, JSON.parse(await readFile(manifestFile, 'utf8')));
    expect(await ownCli('--version')).toEqual({ code: 0, output: `${version}\n`, made: [] });
    // What would be a switch of Chromium or Node before the `--` is a word of ours behind it.
    expect(await ownCli('status', '--inspect=0')).toMatchObject({ code: 2, made: [] });
    const about = await ownCli('about');
    expect(about).toMatchObject({ code: 3, made: [] });
    expect(about.output).toContain('Not running');
    const licences = await ownCli('licences', 'ws');
    expect(licences).toMatchObject({ code: 0, made: [] });
    expect(licences.output).toMatch(/^ws \S+ \(MIT\)\n\nCopyright/);
    const status = await ownCli('status');
    expect(status).toMatchObject({ code: 3, made: [] });
    expect(status.output).toMatch(/^bulkhead: Bulkhead is not running\. .*\n$/);
  });

  it('runs no code that the arguments or the environment name', async () => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'named-'));
    const [script, ran] = [join(folder, 'named.cjs'), join(folder, 'ran')];
    await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(ran)}, '')`);
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    // The last one ends it, once its own code has begun to run.
    const named = [`--require=${script}`, '-r', script, `--import=${script}`, '--inspect=0'];
    const { code } = await runCommand(binary, [...sandbox, '--disable-gpu', ...named], {
      env: { ...env, NODE_OPTIONS: `--require=${script}`, ELECTRON_RUN_AS_NODE: '1' },
      timeoutMs: 20_000,
    });
    expect(code).toBe(1);
    await expect(access(ran)).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(folder, { recursive: true });
  });

  it('runs nothing but its archive, and takes no orders from the environment', async () => {
    const wire = await getCurrentFuseWire(binary);
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    });
  });
});
