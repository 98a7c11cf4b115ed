import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/clock.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import type { HelperFleet } from '../../../electron/helpers/fleet.ts';
import { processIdentity } from '../../../electron/helpers/process-identity.ts';
import { silentLog } from '../../../electron/log.ts';
import { practiceText } from '../../../electron/practice/provider-stream.ts';
import { startProvider, type LoopbackProvider } from '../../../electron/practice/provider.ts';
import { builtInTemplate, type Template } from '../../../shared/settings.ts';
import type { HelperPhase, HelperView } from '../../../shared/state.ts';
import { seen } from '../../fakes/seen.ts';
import { ScriptedCredentials } from '../../fakes/scripted-credentials.ts';
import { openProcessFleet } from '../../support/process-fleet.ts';
import { practiceHelper } from '../../support/practice-helper.ts';

const good = 'sk-practice-good-0123456789';
const bad = 'sk-practice-bad-0123456789';
const slow = 'sk-practice-slow-0123456789';

let base: string;
let provider: LoopbackProvider;
let credentials: ScriptedCredentials;
let fleet: HelperFleet;

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'bulkhead-real-fleet-'));
  await mkdir(path.join(base, 'work'));
  provider = await startProvider({
    tokens: {
      [good]: { kind: 'good' },
      [bad]: { kind: 'invalid-token' },
      [slow]: { kind: 'hang' },
    },
  });
  credentials = new ScriptedCredentials();
  credentials.set('good', good);
  credentials.set('bad', bad);
  credentials.set('slow', slow);
  fleet = await openProcessFleet(base, {
    env: { PATH: process.env.PATH, HOME: base, OPENAI_API_KEY: 'sk-person' },
    program: practiceHelper,
    startClient: createStartClient({
      redact: (text) => text,
      clock: systemClock,
      log: silentLog,
      requestMs: 3_000,
    }),
    credentials,
    watchdog: () => ({ firstEventMs: 30_000, progressMs: 120_000, interruptMs: 1_000 }),
    sampleGateway: () => ({
      connId: 'conn-1',
      bootId: 'boot-1',
      sessionsTotal: 1,
      sessionsRunning: ['main'],
    }),
  });
});

afterEach(async () => {
  await fleet.close();
  await provider.close();
  await rm(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const template = (credential: string): Template => ({
  ...builtInTemplate,
  provider: { name: 'Practice', baseUrl: provider.baseUrl, wireApi: 'responses' },
  credential,
});

const spawn = (credential: string, prompt = 'Look around.', isolated = true): string => {
  const cwd = path.join(base, 'work');
  const request = { template: template(credential), prompt, cwd, isolated };
  const reply = fleet.spawn({ ...request, spawnedBy: null, name: null });
  if (!reply.ok) throw new Error('not accepted');
  return reply.value.id;
};

const view = (id: string): HelperView => {
  const found = fleet.views().find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no helper ${id}`);
  return found;
};

const reaches = (id: string, phase: HelperPhase): Promise<void> =>
  seen(() => view(id).state.phase === phase);

const textOf = (id: string): string => {
  const reply = fleet.output(id, 0);
  return reply.ok ? reply.value.chunk.text : '';
};

const pidOf = (id: string): number => {
  const { pid } = view(id);
  if (pid === null) throw new Error(`helper ${id} has no process`);
  return pid;
};

describe('real processes', () => {
  it('park one helper of three on its 401, and the same process goes on with a new key', async () => {
    const [a, refused, b] = [spawn('good'), spawn('bad'), spawn('good')];
    await reaches(refused, 'waiting-for-sign-in');
    await Promise.all([reaches(a, 'completed'), reaches(b, 'completed')]);
    expect([textOf(a), textOf(b)]).toEqual([practiceText, practiceText]);
    const parked = view(refused);
    expect((parked.failedAt ?? Infinity) - (parked.refusedAt ?? 0)).toBeLessThan(1_000);
    expect(provider.requestsOf(bad)).toHaveLength(1);
    await seen(() => view(refused).blastRadius !== null);
    expect(view(refused).blastRadius).toMatchObject({ same: true });

    const pid = pidOf(refused);
    credentials.set('bad', good);
    fleet.credentialChanged('bad');
    await reaches(refused, 'completed');
    expect(textOf(refused)).toBe(practiceText);
    expect(provider.requestsOf(good)).toHaveLength(3);
    expect(provider.requestsOf(good)[2]?.body?.userTexts).toEqual(['Look around.']);
    await seen(() => view(refused).pid === null);
    expect(await processIdentity(pid)).toBeNull();
  });

  it('hand no secret of the person or ours to the environment', async () => {
    const id = spawn('slow');
    await reaches(id, 'running');
    const environment = await readFile(`/proc/${pidOf(id)}/environ`, 'utf8');
    expect(environment).toContain('CODEX_HOME=');
    expect(environment).not.toContain('sk-');
    await fleet.stop(id);
    expect(view(id).state.phase).toBe('cancelled');
  });

  it('notice a killed one within a second, and let the others be', async () => {
    const [killed, other] = [spawn('slow'), spawn('slow')];
    await Promise.all([reaches(killed, 'running'), reaches(other, 'running')]);
    const at = Date.now();
    process.kill(pidOf(killed), 'SIGKILL');
    await reaches(killed, 'failed');
    expect(Date.now() - at).toBeLessThan(1_000);
    expect(view(killed).state).toMatchObject({ failure: { kind: 'exited', signal: 'SIGKILL' } });
    expect(view(other).state.phase).toBe('running');
  });

  it('are given up when they leave a request unanswered, and the others on them drain', async () => {
    const draining = spawn('slow', 'Wait.', false);
    await reaches(draining, 'running');
    const deaf = spawn('slow', '[[practice:ignore-turn]]', false);
    await expect.poll(() => view(deaf).state.phase, { timeout: 15_000 }).toBe('failed');
    expect(view(deaf).state).toMatchObject({ failure: { kind: 'stalled', phase: 'turn/start' } });
    expect(view(draining).state.phase).toBe('running');
    const next = spawn('slow', 'Wait too.', false);
    await reaches(next, 'running');
    expect(view(next).clientId).not.toBe(view(draining).clientId);
    const pid = pidOf(draining);
    await fleet.stop(draining);
    await expect.poll(() => processIdentity(pid), { timeout: 10_000 }).toBeNull();
  });

  it('go, all of them, when the app is closed while five are busy', async () => {
    const ids = [1, 2, 3, 4, 5].map((n) => spawn('slow', `job ${n}`, n < 4));
    await Promise.all(ids.map((id) => reaches(id, 'running')));
    const pids = [...new Set(ids.map(pidOf))];
    expect(pids).toHaveLength(4);
    const at = Date.now();
    await fleet.close();
    expect(Date.now() - at).toBeLessThan(3_000);
    expect(await Promise.all(pids.map(processIdentity))).toEqual(pids.map(() => null));
    expect(await readdir(path.join(base, 'home', 'compartments'))).toEqual([]);
    expect(ids.map((id) => view(id).state.phase)).toEqual(ids.map(() => 'cancelled'));
  });
});
