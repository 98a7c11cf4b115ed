import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import { processIdentity } from '../../../electron/helpers/client/compartment.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { practiceText } from '../../../electron/practice/provider/answer.ts';
import type { HelperPhase } from '../../../shared/state.ts';
import { seen } from '../../fakes/seen.ts';
import { ProcessFleet } from '../../support/process-fleet.ts';
import { cuedHelper } from '../../support/practice-helper.ts';

const good = 'sk-practice-good-0123456789';
const bad = 'sk-practice-bad-0123456789';
const slow = 'sk-practice-slow-0123456789';

let bench: ProcessFleet;

beforeEach(async () => {
  bench = await ProcessFleet.open({
    tokens: {
      [good]: { kind: 'good' },
      [bad]: { kind: 'invalid-token' },
      [slow]: { kind: 'hang' },
    },
    env: { PATH: process.env.PATH, OPENAI_API_KEY: 'sk-person' },
    program: cuedHelper,
    startClient: createStartClient({
      redact: (text) => text,
      clock: systemClock,
      log: silentLog,
      requestMs: 3_000,
    }),
    watchdog: () => ({ firstEventMs: 30_000, progressMs: 120_000, interruptMs: 1_000 }),
    sampleGateway: () => ({
      connId: 'conn-1',
      bootId: 'boot-1',
      sessionsTotal: 1,
      sessionsRunning: ['main'],
    }),
  });
  bench.credentials.set('good', good);
  bench.credentials.set('bad', bad);
  bench.credentials.set('slow', slow);
});

afterEach(() => bench.close());

const spawn = (credential: string, prompt = 'Look around.', isolated = true): string =>
  bench.spawn({ credential, prompt, isolated });

const reaches = (id: string, phase: HelperPhase): Promise<void> =>
  seen(() => bench.view(id).state.phase === phase);

const pidOf = (id: string): number => {
  const { pid } = bench.view(id);
  if (pid === null) throw new Error(`helper ${id} has no process`);
  return pid;
};

describe('real processes', () => {
  it('park one helper of three on its 401, and the same process goes on with a new key', async () => {
    const [a, refused, b] = [spawn('good'), spawn('bad'), spawn('good')];
    await reaches(refused, 'waiting-for-sign-in');
    await Promise.all([reaches(a, 'completed'), reaches(b, 'completed')]);
    expect([bench.textOf(a), bench.textOf(b)]).toEqual([practiceText, practiceText]);
    const parked = bench.view(refused);
    expect((parked.failedAt ?? Infinity) - (parked.refusedAt ?? 0)).toBeLessThan(1_000);
    expect(bench.provider.requestsOf(bad)).toHaveLength(1);
    await seen(() => bench.view(refused).blastRadius !== null);
    expect(bench.view(refused).blastRadius).toMatchObject({ same: true });

    const pid = pidOf(refused);
    bench.credentials.set('bad', good);
    bench.fleet.credentialChanged('bad');
    await reaches(refused, 'completed');
    expect(bench.textOf(refused)).toBe(practiceText);
    expect(bench.provider.requestsOf(good)).toHaveLength(3);
    expect(bench.provider.requestsOf(good)[2]?.body?.userTexts).toEqual(['Look around.']);
    await seen(() => bench.view(refused).pid === null);
    expect(await processIdentity(pid)).toBeNull();
  });

  it('hand no secret of the person or ours to the environment', async () => {
    const id = spawn('slow');
    await reaches(id, 'running');
    const environment = await readFile(`/proc/${pidOf(id)}/environ`, 'utf8');
    expect(environment).toContain('CODEX_HOME=');
    expect(environment).not.toContain('sk-');
    await bench.fleet.stop(id);
    expect(bench.view(id).state.phase).toBe('cancelled');
  });

  it('notice a killed one within a second, and let the others be', async () => {
    const [killed, other] = [spawn('slow'), spawn('slow')];
    await Promise.all([reaches(killed, 'running'), reaches(other, 'running')]);
    const at = Date.now();
    process.kill(pidOf(killed), 'SIGKILL');
    await reaches(killed, 'failed');
    expect(Date.now() - at).toBeLessThan(1_000);
    expect(bench.view(killed).state).toMatchObject({
      failure: { kind: 'exited', signal: 'SIGKILL' },
    });
    expect(bench.view(other).state.phase).toBe('running');
  });

  it('are given up when they leave a request unanswered, and the others on them drain', async () => {
    const draining = spawn('slow', 'Wait.', false);
    await reaches(draining, 'running');
    const deaf = spawn('slow', '[[practice:ignore-turn]]', false);
    await expect.poll(() => bench.view(deaf).state.phase, { timeout: 15_000 }).toBe('failed');
    expect(bench.view(deaf).state).toMatchObject({
      failure: { kind: 'stalled', phase: 'turn/start' },
    });
    expect(bench.view(draining).state.phase).toBe('running');
    const next = spawn('slow', 'Wait too.', false);
    await reaches(next, 'running');
    expect(bench.view(next).clientId).not.toBe(bench.view(draining).clientId);
    const pid = pidOf(draining);
    await bench.fleet.stop(draining);
    await expect.poll(() => processIdentity(pid), { timeout: 10_000 }).toBeNull();
  });

  it('go, all of them, when the app is closed while five are busy', async () => {
    const ids = [1, 2, 3, 4, 5].map((n) => spawn('slow', `job ${n}`, n < 4));
    await Promise.all(ids.map((id) => reaches(id, 'running')));
    const pids = [...new Set(ids.map(pidOf))];
    expect(pids).toHaveLength(4);
    const at = Date.now();
    await bench.fleet.close();
    expect(Date.now() - at).toBeLessThan(3_000);
    expect(await Promise.all(pids.map(processIdentity))).toEqual(pids.map(() => null));
    expect(await readdir(path.join(bench.base, 'home', 'compartments'))).toEqual([]);
    expect(ids.map((id) => bench.view(id).state.phase)).toEqual(ids.map(() => 'cancelled'));
  });
});
