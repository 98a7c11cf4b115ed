import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { PanelHost, behindPracticeWall } from '../../../electron/panel/host.ts';
import { createOpenPanel, type PanelModeDeps } from '../../../electron/panel/modes.ts';
import { practiceHelperVersion } from '../../../electron/practice/program/program.ts';
import { ok } from '../../../shared/result.ts';
import { ScriptedCodex } from '../../fakes/scripted-codex.ts';
import { eventually } from '../../support/eventually.ts';
import { practiceHelper } from '../../support/practice-helper.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

interface HostUnderTest {
  readonly host: PanelHost;
  readonly codex: ScriptedCodex;
  readonly deps: PanelModeDeps;
  /** Sockets that are served at present. */
  readonly served: ReadonlySet<string>;
}

const open = async (patch: Partial<PanelModeDeps> = {}): Promise<HostUnderTest> => {
  const codex = new ScriptedCodex();
  const { app, paths, settingsFile, secretBox, findProgram, lookAtSandboxes, ...shared } =
    await bench.deps({
      startClient: codex.start,
    });
  const served = new Set<string>();
  const deps: PanelModeDeps = {
    ...shared,
    app: () => app,
    real: { paths, settingsFile, secretBox, findProgram, lookAtSandboxes },
    practiceProgram: await practiceHelper(),
    serve: (_panel, { socket }) => {
      served.add(socket);
      return Promise.resolve(() => Promise.resolve(void served.delete(socket)));
    },
    switchTo: (mode) => host.switchTo(mode),
    ...patch,
  };
  const host = await PanelHost.open('real', createOpenPanel(deps));
  bench.later(() => host.close());
  return { host, codex, deps, served };
};

/** Whether somebody listens at the address of a gateway. */
const reachable = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = createConnection(Number(port), hostname);
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });

const spawn = { templateId: 'codex-5.5', prompt: 'go' };

describe('practice', () => {
  it('comes and goes by a command, with later revisions and a socket of its own', async () => {
    const { host, deps, served } = await open();
    const seen: { revision: number; practice: boolean }[] = [];
    host.onState(({ revision, app }) => seen.push({ revision, practice: app.practice }));
    let rows = -1;
    host.onSessions((change) => {
      if (change.reset) rows = change.rows.length;
    });
    expect(await host.dispatch('practice.start', {}, 'window')).toEqual(ok(null));
    expect(host.mode).toBe('practice');
    await eventually(() => expect(host.state().gateway.state.phase).toBe('connected'));
    await eventually(() => expect(rows).toBe(5));
    expect(served.size).toBe(1);
    expect(existsSync(deps.real.paths.home)).toBe(true);

    expect(await host.dispatch('practice.stop', {}, 'window')).toEqual(ok(null));
    expect(host.mode).toBe('real');
    expect(served.size).toBe(0);
    expect(rows).toBe(0);
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
    expect(seen.at(-1)?.practice).toBe(false);
  });

  it('has helpers, settings and keys of its own', async () => {
    const { host, codex, deps } = await open({ practiceProgram: await practiceHelper() });
    await host.dispatch('practice.start', {}, 'window');
    await host.dispatch('helpers.spawn', spawn, 'window');
    await eventually(() => expect(codex.runs).toHaveLength(1));
    expect(codex.clients[0]?.plan).toMatchObject({
      provider: { name: 'Practice provider' },
      program: { version: practiceHelperVersion },
    });
    await host.dispatch('settings.set', { key: 'theme', value: 'dark' }, 'window');
    await host.dispatch('practice.stop', {}, 'window');
    expect(codex.alive).toEqual([]);
    expect(host.state().helpers).toEqual([]);
    expect(host.state().settings.theme).toBe('system');
    expect(deps.real.settingsFile.read()).toBeUndefined();
  });

  it('tells of each of its keys whether it works, without a model call', async () => {
    const { host, codex } = await open({ practiceProgram: await practiceHelper() });
    await host.dispatch('practice.start', {}, 'window');
    const check = async (templateId: string): Promise<string> => {
      const id = host.state().templates.find((one) => one.id === templateId)?.credential ?? '';
      const reply = await host.dispatch('credentials.check', { id }, 'window');
      const row = host.state().credentials.find((one) => one.id === id);
      return `${reply.ok ? 'ok' : reply.failure.kind} ${row?.state.phase ?? 'none'}`;
    };
    expect(await check('codex-5.5')).toBe('ok good');
    expect(await check('refused-key')).toBe('unauthorized needs-sign-in');
    expect(codex.clients).toEqual([]);
    await host.dispatch('practice.stop', {}, 'window');
  });

  it('is not begun while helpers work', async () => {
    const { host, codex } = await open();
    await host.dispatch('credentials.set', { id: 'openai', secret: 'sk-mine' }, 'window');
    await host.dispatch('helpers.spawn', spawn, 'window');
    await eventually(() => expect(codex.runs).toHaveLength(1));
    expect(await host.dispatch('practice.start', {}, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'needs-confirmation' },
    });
    expect(host.mode).toBe('real');
    expect(codex.alive).toHaveLength(1);
  });

  it('that cannot be opened leaves the real panel there, and nothing of itself', async () => {
    const { host } = await open({ serve: () => Promise.reject(new Error('no socket')) });
    const before = host.state().revision;
    expect(await host.dispatch('practice.start', {}, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected', detail: 'no socket' },
    });
    expect(host.mode).toBe('real');
    expect(host.state().app.practice).toBe(false);
    expect(host.state().revision).toBeGreaterThan(before);
    expect(await host.dispatch('state.get', {}, 'window')).toMatchObject({ ok: true });
  });

  it('of which a part does not close is left all the same, with the rest closed', async () => {
    const stuck = (): Promise<void> => Promise.reject(new Error('the socket is stuck'));
    const { host, codex, deps } = await open({ serve: () => Promise.resolve(stuck) });
    await host.dispatch('practice.start', {}, 'window');
    await host.dispatch('helpers.spawn', spawn, 'window');
    await eventually(() => expect(codex.runs).toHaveLength(1));
    await eventually(() => expect(host.state().gateway.state.phase).toBe('connected'));
    const { url } = host.state().gateway;
    expect(await reachable(url)).toBe(true);
    expect(await host.dispatch('practice.stop', {}, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected', detail: 'the socket is stuck' },
    });
    expect(host.mode).toBe('real');
    expect(host.state().app.practice).toBe(false);
    expect(codex.alive).toEqual([]);
    expect(await reachable(url)).toBe(false);
    expect(existsSync(join(deps.real.paths.home, 'practice', 'accounts'))).toBe(false);
  });

  it('is left when that is asked for while it begins', async () => {
    const { host } = await open();
    const replies = await Promise.all([host.switchTo('practice'), host.switchTo('real')]);
    expect(replies).toEqual([ok(null), ok(null)]);
    expect(host.mode).toBe('real');
  });

  it('ends with the host', async () => {
    const { host, served } = await open();
    await host.dispatch('practice.start', {}, 'window');
    await Promise.all([host.close(), host.close()]);
    expect(served.size).toBe(0);
    expect(await host.switchTo('real')).toEqual(ok(null));
    expect(host.mode).toBe('practice');
  });
});

describe('the socket of the real panel', () => {
  it('reads and leaves practice, and does nothing else in it', async () => {
    const { host, codex } = await open();
    const socket = behindPracticeWall(host);
    expect(
      await socket.dispatch('settings.set', { key: 'theme', value: 'dark' }, 'socket'),
    ).toEqual(ok(null));
    await host.dispatch('practice.start', {}, 'window');
    for (const [name, input] of [
      ['helpers.spawn', spawn],
      ['helpers.stop', { id: 'x' }],
      ['settings.set', { key: 'theme', value: 'light' }],
      ['gateway.disconnect', {}],
      ['practice.start', {}],
      ['no.such', {}],
    ] as const) {
      expect(await socket.dispatch(name, input, 'socket')).toMatchObject({
        ok: false,
        failure: { what: expect.stringContaining('Practice is on') as unknown },
      });
    }
    expect(codex.clients).toEqual([]);
    expect(await socket.dispatch('state.get', {}, 'socket')).toEqual(ok(host.state()));
    expect(await socket.dispatch('practice.stop', {}, 'socket')).toEqual(ok(null));
    expect(host.mode).toBe('real');
    expect(host.state().settings.theme).toBe('dark');
  });
});
