import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { practiceText } from '../../electron/practice/provider/answer.ts';
import { ProcessFleet } from '../support/process-fleet.ts';
import { realCodex } from './support/codex-bench.ts';

const badKey = 'sk-resume-bad-0123456789';
const toolKey = 'sk-resume-tool-0123456789';
const goodKey = 'sk-resume-good-0123456789';

let bench: ProcessFleet;
let parkedProcessMs: number;

beforeAll(() => realCodex(), 900_000);

beforeEach(async () => {
  parkedProcessMs = 600_000;
  bench = await ProcessFleet.open({
    program: realCodex,
    tokens: { [badKey]: { kind: 'invalid-token' }, [goodKey]: { kind: 'good' } },
    parkedProcessMs: () => parkedProcessMs,
  });
});

afterEach(() => bench.close());

const spawn = (prompt: string): string =>
  bench.spawn({ credential: 'key', prompt, sandbox: 'workspace-write' });

const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 40_000 });

const allAre = (ids: readonly string[], phase: string): Promise<void> =>
  until(() => expect(ids.map((id) => bench.view(id).state.phase)).toEqual(ids.map(() => phase)));

const signIn = (): void => {
  bench.credentials.set('key', goodKey);
  bench.fleet.credentialChanged('key');
};

/** How often a prompt is in each request that a key was sent with. */
const timesSaid = (key: string, prompt: string): readonly number[] =>
  bench.provider
    .requestsOf(key)
    .map(({ body }) => (body?.userTexts ?? []).filter((text) => text === prompt).length)
    .filter((times) => times > 0);

type Request = ProcessFleet['provider']['requests'][number];

/** How many requests were without an answer when one came, itself included. */
const unanswered =
  (all: readonly Request[]) =>
  ({ at }: Request): number =>
    all.filter((other) => other.at <= at && (other.answeredAt ?? Infinity) > at).length;

describe('helpers of one refused key', () => {
  test('go on in their own processes, one first, each prompt in exactly one request', async () => {
    bench.credentials.set('key', badKey);
    const prompts = [1, 2, 3, 4, 5, 6].map((n) => `Job number ${n}.`);
    const ids = prompts.map(spawn);
    await allAre(ids, 'waiting-for-sign-in');
    const refused = bench.provider.requestsOf(badKey).length;
    expect(refused).toBeLessThanOrEqual(ids.length);
    const pids = ids.map((id) => bench.view(id).pid);

    bench.provider.set(goodKey, { kind: 'good', delayMs: 700 });
    const signedInAt = Date.now();
    signIn();
    await allAre(ids, 'completed');

    const sent = bench.provider.requestsOf(goodKey);
    expect((sent[0]?.at ?? Infinity) - signedInAt).toBeLessThan(1_000);
    expect(Math.max(...sent.map(unanswered(sent)))).toBe(3);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(sent[0]?.answeredAt ?? Infinity);
    expect(bench.provider.requestsOf(badKey)).toHaveLength(refused);
    expect(bench.provider.requestsOf(goodKey)).toHaveLength(ids.length);
    for (const prompt of prompts) expect(timesSaid(goodKey, prompt)).toEqual([1]);
    for (const id of ids) expect(bench.textOf(id)).toBe(practiceText);
    // Those that had a process went on in it; some had parked before they were given one.
    const started = ids.map((id) =>
      bench
        .view(id)
        .timeline.flatMap(({ text }) => /started \(pid (\d+)\)/.exec(text)?.slice(1) ?? []),
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
    (await readFile(path.join(bench.base, 'work', 'ran.txt'), 'utf8')).trim().split('\n').length;

  const parkedAfterTool = async (): Promise<string> => {
    bench.provider.set(toolKey, {
      kind: 'in-order',
      steps: [{ kind: 'tool-call', command: 'echo ran >> ran.txt' }, { kind: 'invalid-token' }],
    });
    bench.credentials.set('key', toolKey);
    const id = spawn(prompt);
    await allAre([id], 'waiting-for-sign-in');
    expect(bench.view(id)).toMatchObject({ toolsRun: 1, state: { willAsk: true } });
    signIn();
    expect(bench.view(id).state).toMatchObject({ asks: 'tools-ran' });
    return id;
  };

  test('goes on behind that step: its prompt and the tool’s output are there, once', async () => {
    const id = await parkedAfterTool();
    expect(await bench.fleet.continue(id, 'last-step')).toMatchObject({ ok: true });
    await allAre([id], 'completed');
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(bench.provider.requestsOf(goodKey)).toHaveLength(1);
    expect(bench.provider.requestsOf(goodKey)[0]?.body?.toolOutput).toContain('exited');
    expect(bench.provider.requestsOf(goodKey)[0]?.body?.userTexts.at(-1)).toContain('Continue');
    expect(await ranTimes()).toBe(1);
    expect(bench.textOf(id).endsWith(practiceText)).toBe(true);
  });

  test('does so in a new process when the old one was let go', async () => {
    parkedProcessMs = 3_000;
    const id = await parkedAfterTool();
    const { clientId } = bench.view(id);
    await until(() => expect(bench.view(id).pid).toBeNull());
    expect(bench.view(id).state).not.toHaveProperty('stepsLost');
    await bench.fleet.continue(id, 'last-step');
    await allAre([id], 'completed');
    expect(bench.view(id).clientId).not.toBe(clientId);
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(bench.provider.requestsOf(goodKey)[0]?.body?.toolOutput).toContain('exited');
    expect(await ranTimes()).toBe(1);
  });

  test('starts over with its prompt once and nothing of the tool', async () => {
    const id = await parkedAfterTool();
    await bench.fleet.continue(id, 'start-over');
    await allAre([id], 'completed');
    expect(timesSaid(goodKey, prompt)).toEqual([1]);
    expect(bench.provider.requestsOf(goodKey)[0]?.body?.toolOutput).toBeNull();
  });

  test('is left, and nothing more is sent', async () => {
    const id = await parkedAfterTool();
    await bench.fleet.continue(id, 'leave');
    expect(bench.view(id)).toMatchObject({ state: { phase: 'cancelled' }, prompt });
    expect(bench.provider.requestsOf(goodKey)).toEqual([]);
  });
});
