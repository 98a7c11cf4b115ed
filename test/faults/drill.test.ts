import { readFileSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { createRedactor } from '../../electron/base/redact.ts';
import { allHeld, isOnlyLate, type DrillView } from '../../shared/drill.ts';
import { eventually } from '../support/eventually.ts';
import { KeptClients } from '../support/kept-clients.ts';
import { realDrill } from '../integration/panel/drill-under-test.ts';
import { PanelBench, type PanelUnderTest } from '../integration/panel/panel-under-test.ts';

const bench = new PanelBench();
const kept = new KeptClients();
afterEach(async () => {
  await bench.close();
  await kept.close();
});

const open = async (): Promise<PanelUnderTest> => bench.panel(await realDrill(kept));

type Ended = Extract<DrillView, { readonly phase: 'ended' }>;

const ended = async ({ panel }: Pick<PanelUnderTest, 'panel'>): Promise<Ended> => {
  await expect.poll(() => panel.state().drill.phase, { timeout: 40_000 }).toBe('ended');
  const { drill } = panel.state();
  if (drill.phase !== 'ended') throw new Error('it runs again');
  return drill;
};

/** True while its first check is under way. */
const runs = (drill: DrillView): boolean =>
  drill.phase === 'running' && drill.checks[0]?.state.phase === 'running';

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** How long this thread was at work so far, in ms (Linux, schedstat field 1, ns). */
const ranMs = (): number =>
  Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;

describe('a drill', { timeout: 60_000 }, () => {
  it('breaks helpers of its own, and shows by numbers that nothing else moved', async () => {
    const under = await open();
    const { panel, command, deps } = under;
    await command('credentials.set', { id: 'openai', secret: 'sk-of-the-person' });
    const prompt = { templateId: 'codex-5.5', prompt: 'stay' };
    const own = await command('helpers.spawn', prompt);
    await eventually(() => expect(panel.state().helpers[0]?.state.phase).not.toBe('queued'));
    const before = panel.state();
    const seen: string[] = [];
    panel.onState(({ helpers, app }) => {
      seen.push(...helpers.map(({ id }) => id), ...app.notices.map(({ title }) => title));
    });

    const only = ['refused-sign-in', 'killed', 'giant-line', 'disk', 'grandchildren'] as const;
    await command('drill.run', { only: [...only, 'split-secret'] });
    const drill = await ended(under);

    const broken = drill.checks.filter(({ state }) => state.phase !== 'held');
    expect({ how: drill.how, broken }).toEqual({ how: 'whole', broken: [] });
    expect(allHeld(drill)).toBe(true);
    expect(drill.checks.map(({ name }) => name)).toEqual([
      'refused-sign-in',
      'killed',
      'giant-line',
      'disk',
      'grandchildren',
      'split-secret',
    ]);
    for (const { state } of drill.checks) {
      if (state.phase !== 'held') continue;
      expect(state.seen).toMatchObject({ processesLeft: 0, filesLeft: 0, secretsShown: 0 });
      expect(state.seen.lateMs).not.toBeNull();
      expect(state.seen.promptsSent).toBe(1);
    }
    // Of the person's nothing is another: not the helpers, not what is said, not what is kept.
    const ids = own.ok ? [own.value.id] : [];
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(panel.state().credentials).toEqual(before.credentials);
    expect(panel.state().gateway.reconnects).toBe(0);
    expect(
      (await readdir(deps.paths.helpers)).filter((name) => !name.includes(ids[0] ?? '')),
    ).toEqual([]);
    expect(await exists(deps.paths.drill)).toBe(false);
  });

  it('finds a secret that is shown, because no reader of its helper was told of it', async () => {
    const under = await bench.panel({ ...(await realDrill(kept)), redactor: createRedactor() });
    await under.command('drill.run', { only: ['split-secret'] });
    const { how, checks } = await ended(under);
    expect(how).toBe('whole');
    expect(checks[0]?.state).toMatchObject({ phase: 'broke', broken: ['secret'] });
  });

  it('finds a helper that does not end as it had to', async () => {
    const { drill, redactor } = await realDrill(kept);
    // One that runs in place of each row, and of the bystanders none.
    const startClient: typeof drill.startClient = (plan, credential, signal) => {
      const { env } = plan.program;
      const other = { ...env, ...(env.BULKHEAD_FAULT === '401' ? { BULKHEAD_FAULT: '403' } : {}) };
      return drill.startClient(
        { ...plan, program: { ...plan.program, env: other } },
        credential,
        signal,
      );
    };
    const under = await bench.panel({ drill: { ...drill, startClient }, redactor });
    await under.command('drill.run', { only: ['refused-sign-in'] });
    const { checks } = await ended(under);
    expect(checks[0]?.state).toMatchObject({
      phase: 'broke',
      broken: ['end'],
      seen: { end: 'forbidden', wanted: 'parked' },
    });
  });

  it('finds a helper of the person whose process ended meanwhile', async () => {
    const under = await open();
    const { panel, codex, command } = under;
    await command('credentials.set', { id: 'openai', secret: 'sk-of-the-person' });
    await command('helpers.spawn', { templateId: 'codex-5.5', prompt: 'stay', name: 'mine' });
    await eventually(() => expect(panel.state().helpers[0]?.pid).not.toBeNull());
    await command('drill.run', { only: ['silent'] });
    await eventually(() => expect(runs(panel.state().drill)).toBe(true));
    codex.clients[0]?.die(null, 'SIGKILL');
    const { checks } = await ended(under);
    expect(checks[0]?.state).toMatchObject({
      phase: 'broke',
      broken: ['beside'],
      seen: { moved: ['the process of helper mine ended too'] },
    });
  });

  it('finds that Bulkhead itself stood still, when it does so each time', async () => {
    const { drill, redactor } = await realDrill(kept);
    let stands = 0;
    const startClient: typeof drill.startClient = (plan, credential, signal) => {
      if (credential.id === 'killed in the middle') {
        stands += 1;
        // A second at work, however much of a processor others take meanwhile.
        const from = ranMs();
        while (ranMs() - from < 1_000);
      }
      return drill.startClient(plan, credential, signal);
    };
    const under = await bench.panel({ drill: { ...drill, startClient }, redactor });
    await under.command('drill.run', { only: ['killed'] });
    const { checks } = await ended(under);
    const state = checks[0]?.state;
    if (state?.phase !== 'broke') throw new Error('it found nothing');
    expect(state.broken).toContain('main');
    // A helper that is late as well, on a busy machine, ends in another way: that is told at once.
    expect(stands).toBe(isOnlyLate(state.broken) ? 3 : state.seen.tries);
    expect(state.seen.tries).toBe(stands);
  });

  it('is the one that runs when it is asked for again, and can be stopped', async () => {
    const under = await open();
    const { panel, command, deps } = under;
    const first = await command('drill.run', { only: ['silent', 'killed'] });
    await eventually(() => expect(runs(panel.state().drill)).toBe(true));
    const second = await command('drill.run', { only: [] });
    const id = first.ok ? first.value.id : '';
    expect([first, second]).toEqual([
      { ok: true, value: { id, isNew: true } },
      { ok: true, value: { id, isNew: false } },
    ]);
    await command('drill.cancel', {});
    const drill = panel.state().drill;
    expect(drill).toMatchObject({ phase: 'ended', id, how: 'stopped' });
    expect(drill.phase === 'ended' && drill.checks.map(({ state }) => state.phase)).toEqual([
      'not-run',
      'not-run',
    ]);
    expect(await exists(deps.paths.drill)).toBe(false);
    await command('drill.cancel', {});
    expect(panel.state().drill).toBe(drill);
  });

  it('says why when it cannot be held, and can be run again', async () => {
    const { drill, redactor } = await realDrill(kept);
    const program = { ...drill.program, command: '/nowhere/at/all' };
    const under = await bench.panel({ drill: { ...drill, program }, redactor });
    await under.command('drill.run', { only: ['killed'] });
    const { how, failure, checks } = await ended(under);
    expect({ how, kind: failure?.kind, phase: checks[0]?.state.phase }).toEqual({
      how: 'failed',
      kind: 'not-found',
      phase: 'not-run',
    });
    expect(await under.command('drill.run', { only: ['killed'] })).toMatchObject({
      value: { isNew: true },
    });
    await ended(under);
  });

  it('ends with the panel, and leaves nothing', async () => {
    const { panel, command, deps } = await open();
    await command('drill.run', { only: ['silent'] });
    await eventually(async () => expect(await exists(deps.paths.drill)).toBe(true));
    await panel.close();
    expect(await exists(deps.paths.drill)).toBe(false);
    expect(panel.state().drill).toMatchObject({ phase: 'ended', how: 'stopped' });
  });

  it('clears away at the start what one that was killed left', async () => {
    const deps = await bench.deps(await realDrill(kept));
    const left = join(deps.paths.drill, 'home', 'compartments', 'gone');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'filled'), 'x');
    await bench.panel(deps);
    await eventually(async () => expect(await exists(deps.paths.drill)).toBe(false));
  });
});
