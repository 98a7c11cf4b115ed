import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import type { Log } from '../../../electron/base/log.ts';
import { ok } from '../../../shared/result.ts';
import { settle } from '../../fakes/manual-clock.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';
import { eventually } from '../../support/eventually.ts';
import {
  nowhere,
  PanelBench,
  scriptedDesktop,
  type PanelUnderTest,
  scriptedAmbient,
} from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

const isRefused = (what: string) => ({
  ok: false,
  failure: { kind: 'invalid-input', what: expect.stringContaining(what) as unknown },
});
const isUnknown = { ok: false, failure: { kind: 'unknown-id' } };

const helperOf = ({ panel }: PanelUnderTest) => panel.state().helpers[0];

describe('what comes in from outside', () => {
  it.each([
    ['no.such', {}, 'no such command'],
    ['__proto__', {}, 'no such command'],
    ['toString', {}, 'no such command'],
    [7, {}, 'no such command'],
    ['helpers.stop', {}, 'id'],
    ['helpers.stop', null, 'has to be an object'],
    ['helpers.spawn', { templateId: 'codex-5.5', prompt: ' ' }, 'prompt'],
    ['helpers.spawn', { templateId: 'codex-5.5', prompt: 'p', sandbox: 'x' }, 'sandbox'],
    ['gateway.retry', { now: true }, 'now'],
  ])('%j with %j is refused and does nothing', async (name, input, what) => {
    const it = await bench.panel();
    const before = it.panel.state();
    expect(await it.panel.dispatch(name, input, 'socket')).toMatchObject(isRefused(what));
    expect(it.panel.state()).toMatchObject({ helpers: [], settings: before.settings });
    expect(it.codex.clients).toEqual([]);
  });

  it('that makes a part throw is answered with a failure, logged, and the panel goes on', async () => {
    const logged: unknown[] = [];
    const log: Log = {
      info: () => undefined,
      warn: () => undefined,
      error: (...entry) => logged.push(entry),
    };
    const copy = (): Promise<never> => Promise.reject(new Error('no clipboard'));
    const { command } = await bench.panel({
      ambient: scriptedAmbient({ log }),
      desktop: { ...scriptedDesktop, copy },
    });
    expect(await command('app.copy', { text: 'x' })).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected', detail: 'no clipboard' },
    });
    expect(JSON.stringify(logged)).toContain('app.copy');
    expect(await command('state.get', {})).toMatchObject({ ok: true });
  });
});

describe('a helper', () => {
  it('of an unknown template, or an unknown one, is said to be unknown', async () => {
    const { command } = await bench.panel();
    expect(await command('helpers.spawn', { templateId: 'nobody', prompt: 'p' })).toMatchObject({
      ok: false,
      failure: { kind: 'unknown-id', what: 'template “nobody”' },
    });
    for (const name of ['helpers.stop', 'helpers.retry', 'helpers.remove'] as const) {
      expect(await command(name, { id: 'nobody' })).toMatchObject(isUnknown);
    }
    expect(await command('helpers.output', { id: 'nobody', from: 0 })).toMatchObject(isUnknown);
  });

  it('a key with something foreign in it is said and not saved, and is cleaned where that is certain', async () => {
    const { panel, command } = await bench.panel();
    const rowNow = () => panel.state().credentials.find(({ id }) => id === 'openai');
    const secret = 'sk-mine-0123456789\nsk-other-0123456789';
    const refused = await command('credentials.set', { id: 'openai', secret });
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
    const added = { label: 'Mine', provider: 'OpenAI', secret };
    expect(await command('credentials.add', added)).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain('sk-');
    expect(rowNow()?.store).toBe('none');
    const cleaned = 'OPENAI_API_KEY="sk-mine-0123456789"';
    expect(await command('credentials.set', { id: 'openai', secret: cleaned })).toEqual(ok(null));
    expect(rowNow()?.store).not.toBe('none');
  });

  it('gets its folder, waits for its key, and continues when that is given', async () => {
    const it = await bench.panel();
    const { command, deps } = it;
    expect(await command('helpers.spawn', { templateId: 'codex-5.5', prompt: 'go' })).toMatchObject(
      { ok: true },
    );
    expect(helperOf(it)).toMatchObject({ cwd: deps.personHome, isolated: true });
    await eventually(() => expect(helperOf(it)?.state.phase).toBe('waiting-for-sign-in'));
    expect(await command('credentials.set', { id: 'openai', secret: 'sk-mine' })).toEqual(ok(null));
    await eventually(() => expect(it.codex.runs).toHaveLength(1));
    expect(it.codex.run(0).request).toMatchObject({ prompt: 'go', cwd: deps.personHome });
    it.codex.run(0).begin().write('done').complete();
    await eventually(() => expect(helperOf(it)?.state.phase).toBe('completed'));
    const id = helperOf(it)?.id ?? '';
    expect(await command('helpers.output', { id, from: 0 })).toMatchObject({ ok: true });
    expect(await command('helpers.remove', { id })).toEqual(ok(null));
    expect(it.panel.state().helpers).toEqual([]);
    expect(await command('helpers.restore', { id })).toEqual(ok(null));
    expect(helperOf(it)).toMatchObject({ id, state: { phase: 'completed' } });
    expect(await command('helpers.restore', { id })).toMatchObject(isUnknown);
    expect(await command('helpers.remove', { id })).toEqual(ok(null));
    expect(JSON.stringify(it.panel.state())).not.toContain('sk-mine');
  });
});

describe('settings and templates', () => {
  it('show what was set, and only that which fits is set', async () => {
    const { command, panel, file } = await bench.panel();
    expect(await command('settings.set', { key: 'theme', value: 'dark' })).toEqual(ok(null));
    expect(panel.state().settings.theme).toBe('dark');
    expect(await command('settings.set', { key: 'theme', value: 'pink' })).toMatchObject(
      isRefused('theme'),
    );
    expect(panel.state().settings.theme).toBe('dark');
    expect(file.stored).toMatchObject({ theme: 'dark' });
  });

  it('say that the disk is full, and are used all the same', async () => {
    const { command, panel, file } = await bench.panel();
    file.full = true;
    const template = { name: 'Mine', model: 'm', credential: 'openai' };
    expect(await command('settings.set', { key: 'theme', value: 'dark' })).toMatchObject({
      ok: false,
      failure: { kind: 'storage' },
    });
    expect(await panel.dispatch('templates.save', { template }, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'storage' },
    });
    expect(panel.state()).toMatchObject({ settings: { theme: 'dark' } });
    expect(panel.state().templates.map(({ name }) => name)).toContain('Mine');
  });

  it('that could not be read are told in a notice that can be dismissed', async () => {
    const { panel, command } = await bench.panel({
      settingsFile: new MemorySettingsFile({ theme: 7 }),
    });
    const notices = () => panel.state().app.notices.map(({ id }) => id);
    expect(notices()).toContain('settings-broken');
    expect(await command('notices.dismiss', { id: 'settings-broken' })).toEqual(ok(null));
    expect(notices()).not.toContain('settings-broken');
  });

  it('keep a template until it is removed', async () => {
    const { command, panel } = await bench.panel();
    const saved = await panel.dispatch(
      'templates.save',
      { template: { name: 'Mine', model: 'm', credential: 'openai' } },
      'window',
    );
    expect(saved).toEqual(ok({ id: 'mine' }));
    expect(await command('templates.remove', { id: 'mine' })).toEqual(ok(null));
    expect(await command('templates.remove', { id: 'mine' })).toMatchObject(isUnknown);
  });
});

describe('the gateway and the desktop', () => {
  it('are acted on', async () => {
    const gateway = await bench.gateway();
    const { command, panel } = await bench.panel({ gateway });
    const phase = () => panel.state().gateway.state.phase;
    await eventually(() => expect(phase()).toBe('connected'));
    await eventually(() => expect(panel.sessions().rows).toHaveLength(5));
    expect(await command('sessions.list', {})).toEqual(ok(panel.sessions()));
    await command('gateway.disconnect', {});
    await eventually(() => expect(phase()).toBe('stopped'));
    await command('gateway.connect', {});
    await eventually(() => expect(phase()).toBe('connected'));
  });

  it('show, copy and choose, from a folder that is one', async () => {
    const seen: unknown[] = [];
    const { command, deps } = await bench.panel({
      desktop: {
        ...scriptedDesktop,
        show: (target) => void seen.push(target),
        copy: (text) => Promise.resolve(void seen.push(text)),
        chooseFolder: (from) => Promise.resolve(from ?? '/chosen'),
      },
    });
    await command('app.show', { helper: null });
    expect(await command('app.show', { helper: 'none' })).toMatchObject(isUnknown);
    await command('app.copy', { text: 'copied' });
    expect(seen).toEqual([null, 'copied']);
    const file = join(deps.personHome, 'file');
    await writeFile(file, '');
    await mkdir(join(deps.personHome, 'folder'));
    const choose = (from: string | null) => command('app.choose-folder', { from });
    expect(await choose(join(deps.personHome, 'folder'))).toEqual(
      ok(join(deps.personHome, 'folder')),
    );
    for (const from of [null, file, '/no/such/folder']) {
      expect(await choose(from)).toEqual(ok('/chosen'));
    }
  });

  it('answer a quit before they do it', async () => {
    let quits = 0;
    const { command } = await bench.panel({
      desktop: { ...scriptedDesktop, quit: () => void (quits += 1) },
    });
    expect(await command('app.quit', {})).toEqual(ok(null));
    expect(quits).toBe(0);
    await eventually(() => expect(quits).toBe(1));
  });

  it('restart', async () => {
    let restarts = 0;
    const { command } = await bench.panel({
      desktop: { ...scriptedDesktop, restart: () => void (restarts += 1) },
    });
    expect(await command('app.restart', {})).toEqual(ok(null));
    expect(restarts).toBe(1);
  });
});

describe('a panel', () => {
  it('that is closed, twice, has let go of everything', async () => {
    const gateway = await bench.gateway();
    const it = await bench.panel({ gateway });
    await it.command('credentials.set', { id: 'openai', secret: 'sk-mine' });
    await it.command('helpers.spawn', { templateId: 'codex-5.5', prompt: 'go' });
    await eventually(() => expect(it.codex.runs).toHaveLength(1));
    await eventually(() => expect(gateway.connected).toBe(1));
    await Promise.all([it.panel.close(), it.panel.close()]);
    expect(it.codex.alive).toEqual([]);
    await eventually(() => expect(gateway.connected).toBe(0));
    expect(
      await it.command('helpers.spawn', { templateId: 'codex-5.5', prompt: 'go' }),
    ).toMatchObject({ ok: false });
    expect(it.codex.alive).toEqual([]);
  });

  it('that is closed while it looks for codex leaves nobody looking', async () => {
    let looking = 0;
    const { panel } = await bench.panel({
      findProgram: async (_setting, signal) => {
        looking += 1;
        await systemClock.pause(60_000, signal);
        await settle();
        looking -= 1;
        throw new Error('broken off');
      },
    });
    await eventually(() => expect(looking).toBe(1));
    await panel.close();
    expect(looking).toBe(0);
  });

  it('that finds no codex says so and works otherwise', async () => {
    const { panel } = await bench.panel({
      findProgram: () => Promise.reject(new Error('nowhere')),
    });
    await eventually(() => expect(panel.state().app.codex.phase).toBe('unusable'));
    await eventually(() => expect(panel.state().gateway.url).toBe(nowhere));
  });
});
