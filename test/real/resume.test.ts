import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import type { HelperFleet } from '../../electron/helpers/fleet.ts';
import { startProvider, type LoopbackProvider } from '../../electron/practice/provider.ts';
import { practiceText } from '../../electron/practice/provider-stream.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView } from '../../shared/state.ts';
import { ScriptedCredentials } from '../fakes/scripted-credentials.ts';
import { openProcessFleet } from '../support/process-fleet.ts';
import { realCodex } from './support/codex-bench.ts';

const badKey = 'sk-resume-bad-0123456789';
const toolKey = 'sk-resume-tool-0123456789';
const goodKey = 'sk-resume-good-0123456789';

let base: string;
let provider: LoopbackProvider;
let credentials: ScriptedCredentials;
let fleet: HelperFleet;
let parkedProcessMs: number;

beforeAll(() => realCodex(), 900_000);

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'resume-'));
  await mkdir(path.join(base, 'work'));
  provider = await startProvider({
    tokens: { [badKey]: { kind: 'invalid-token' }, [goodKey]: { kind: 'good' } },
  });
  credentials = new ScriptedCredentials();
  parkedProcessMs = 600_000;
  fleet = await openProcessFleet(base, {
    program: realCodex,
    credentials,
    parkedProcessMs: () => parkedProcessMs,
  });
});

afterEach(async () => {
  await fleet.close();
  await provider.close();
  await rm(base, { recursive: true, force: true });
});

const spawn = (prompt: string): string => {
  const template = {
    ...builtInTemplate,
    provider: { name: 'Loopback', baseUrl: provider.baseUrl, wireApi: 'responses' as const },
    sandbox: 'workspace-write' as const,
    credential: 'key',
  };
  const cwd = path.join(base, 'work');
  const reply = fleet.spawn({
    template,
    prompt,
    cwd,
    isolated: true,
    spawnedBy: null,
    name: null,
  });
  if (!reply.ok) throw new Error('not accepted');
  return reply.value.id;
};

const view = (id: string): HelperView => {
  const found = fleet.views().find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no helper ${id}`);
  return found;
};

const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 40_000 });

const allAre = (ids: readonly string[], phase: string): Promise<void> =>
  until(() => expect(ids.map((id) => view(id).state.phase)).toEqual(ids.map(() => phase)));

const signIn = (): void => {
  credentials.set('key', goodKey);
  fleet.credentialChanged('key');
};

/** How often a prompt is in each request that a key was sent with. */
const timesSaid = (key: string, prompt: string): readonly number[] =>
  provider
    .requestsOf(key)
    .map(({ body }) => (body?.userTexts ?? []).filter((text) => text === prompt).length)
    .filter((times) => times > 0);

type Request = LoopbackProvider['requests'][number];

/** How many requests were without an answer when one came, itself included. */
const unanswered =
  (all: readonly Request[]) =>
  ({ at }: Request): number =>
    all.filter((other) => other.at <= at && (other.answeredAt ?? Infinity) > at).length;

const textOf = (id: string): string => {
  const reply = fleet.output(id, 0);
  return reply.ok ? reply.value.chunk.text : '';
};

describe('helpers of one refused key', () => {
  test('go on in their own processes, one first, each prompt in exactly one request', async () => {
    credentials.set('key', badKey);
    const prompts = [1, 2, 3, 4, 5, 6].map((n) => `Job number ${n}.`);
    const ids = prompts.map(spawn);
    await allAre(ids, 'waiting-for-sign-in');
    const refused = provider.requestsOf(badKey).length;
    expect(refused).toBeLessThanOrEqual(ids.length);
    const pids = ids.map((id) => view(id).pid);

    provider.set(goodKey, { kind: 'good', delayMs: 700 });
    const signedInAt = Date.now();
    signIn();
    await allAre(ids, 'completed');

    const sent = provider.requestsOf(goodKey);
    expect((sent[0]?.at ?? Infinity) - signedInAt).toBeLessThan(1_000);
    expect(Math.max(...sent.map(unanswered(sent)))).toBe(3);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(sent[0]?.answeredAt ?? Infinity);
    expect(provider.requestsOf(badKey)).toHaveLength(refused);
    expect(provider.requestsOf(goodKey)).toHaveLength(ids.length);
    for (const prompt of prompts) expect(timesSaid(goodKey, prompt)).toEqual([1]);
    for (const id of ids) expect(textOf(id)).toBe(practiceText);
    // Those that had a process went on in it; some had parked before they were given one.
    const started = ids.map((id) =>
      view(id).timeline.flatMap(({ text }) => /started \(pid (\d+)\)/.exec(text)?.slice(1) ?? []),
    );
    expect(started.map((all) => all.length)).toEqual(ids.map(() => 1));
    const kept = pids.filter((pid) => pid !== null);
    expect(kept.length).toBeGreaterThan(0);
    expect(started.flat().map(Number)).toEqual(expect.arrayContaining(kept));
  });
});

describe('a helper refused after a tool ran', () => {
  const prompt = 'Count once.';
  const ranTimes = async (): Promise<number> =>
    (await readFile(path.join(base, 'work', 'ran.txt'), 'utf8')).trim().split('\n').length;

  const parkedAfterTool = async (): Promise<string> => {
    provider.set(toolKey, {
      kind: 'in-order',
      steps: [{ kind: 'tool-call', command: 'echo ran >> ran.txt' }, { kind: 'invalid-token' }],
    });
    credentials.set('key', toolKey);
    const id = spawn(prompt);
    await allAre([id], 'waiting-for-sign-in');
    expect(view(id)).toMatchObject({ toolsRun: 1, state: { willAsk: true } });
    signIn();
    expect(view(id).state).toMatchObject({ asks: 'tools-ran' });
    return id;
  };

  test('goes on behind that step: its prompt and the tool’s output are there, once', async () => {
    const id = await parkedAfterTool();
    expect(await fleet.continue(id, 'last-step')).toMatchObject({ ok: true });
    await allAre([id], 'completed');
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(provider.requestsOf(goodKey)).toHaveLength(1);
    expect(provider.requestsOf(goodKey)[0]?.body?.toolOutput).toContain('exited');
    expect(provider.requestsOf(goodKey)[0]?.body?.userTexts.at(-1)).toContain('Continue');
    expect(await ranTimes()).toBe(1);
    expect(textOf(id).endsWith(practiceText)).toBe(true);
  });

  test('does so in a new process when the old one was let go', async () => {
    parkedProcessMs = 3_000;
    const id = await parkedAfterTool();
    const { clientId } = view(id);
    await until(() => expect(view(id).pid).toBeNull());
    expect(view(id).state).not.toHaveProperty('stepsLost');
    await fleet.continue(id, 'last-step');
    await allAre([id], 'completed');
    expect(view(id).clientId).not.toBe(clientId);
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(provider.requestsOf(goodKey)[0]?.body?.toolOutput).toContain('exited');
    expect(await ranTimes()).toBe(1);
  });

  test('starts over with its prompt once and nothing of the tool', async () => {
    const id = await parkedAfterTool();
    await fleet.continue(id, 'start-over');
    await allAre([id], 'completed');
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(provider.requestsOf(goodKey)[0]?.body?.toolOutput).toBeNull();
  });

  test('is left, and nothing more is sent', async () => {
    const id = await parkedAfterTool();
    await fleet.continue(id, 'leave');
    expect(view(id)).toMatchObject({ state: { phase: 'cancelled' }, prompt });
    expect(provider.requestsOf(goodKey)).toEqual([]);
  });
});
