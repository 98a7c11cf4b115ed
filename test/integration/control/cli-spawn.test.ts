import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/failure.ts';
import { ok } from '../../../shared/result.ts';
import type { HelperState } from '../../../shared/state.ts';
import { openCli, refusedByOpenai, type CliUnderTest } from '../../support/cli-under-test.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView, type ScriptedPanel } from '../../support/scripted-panel.ts';

let cli: CliUnderTest;
let panel: ScriptedPanel;

beforeEach(async () => {
  cli = await openCli();
  ({ panel } = cli);
});
afterEach(() => cli.close());

const run = (args: readonly string[]) => cli.start(args).ended;

const json = (text: string): unknown => JSON.parse(text);

describe('bulkhead spawn', () => {
  it('starts a helper and prints its id', async () => {
    panel.answer(() => ok({ id: 'h1' }));
    const args = ['spawn', '--template', 'codex-5.5', '--cwd', 'sub', '--spawned-by', 'main'];
    expect(await run([...args, '--', 'review', 'this'])).toEqual({ code: 0, out: 'h1\n', err: '' });
    expect(json((await run([...args, '--json', '--', 'review'])).out)).toEqual({
      v: 1,
      ok: true,
      id: 'h1',
    });
    expect(panel.asked.slice(0, 2)).toMatchObject([
      {
        name: 'helpers.preflight',
        input: { templateId: 'codex-5.5', cwd: join(process.cwd(), 'sub'), spawnedBy: 'main' },
      },
      { name: 'helpers.spawn' },
    ]);
    expect(panel.asked[1]).toEqual({
      name: 'helpers.spawn',
      origin: 'socket',
      input: {
        templateId: 'codex-5.5',
        prompt: 'review this',
        cwd: join(process.cwd(), 'sub'),
        spawnedBy: 'main',
      },
    });
  });

  it('says before what the helper would meet, also whose session it could block', async () => {
    const findings = [
      { kind: 'shares-with-session', provider: 'openai', session: 'agent:main:main' },
      { kind: 'will-wait', credentialId: 'openai', provider: 'OpenAI', refusedAt: null },
      { kind: 'will-fail', failure: failure({ kind: 'not-found', command: 'codex' }) },
    ];
    panel.answer((name) =>
      name === 'helpers.preflight' ? ok({ findings, codex: null, tookMs: 1 }) : ok({ id: 'h1' }),
    );
    const told = await run(['spawn', '--template', 'codex-5.5', '--json', '--', 'review']);
    expect(json(told.out)).toEqual({ v: 1, ok: true, id: 'h1' });
    expect(told.err.split('\n')).toEqual([
      'bulkhead: Will fail: codex was not found.',
      'bulkhead: Will wait: no key for OpenAI yet.',
      'bulkhead: Session agent:main:main uses the same sign-in to openai. A refusal would make OpenClaw rest that sign-in for the session too.',
      '',
    ]);
  });

  it('starts nothing that may write far and wide before that was said yes to', async () => {
    const findings = [
      { kind: 'writes-widely', folder: '/home/ana', reach: 'home', others: [] },
      { kind: 'writes-with', folder: '/home/ana', who: 'helper', name: 'fix-tests' },
    ];
    panel.answer((name) =>
      name === 'helpers.preflight'
        ? ok({ findings, codex: '0.169.0', tookMs: 1 })
        : ok({ id: 'h1' }),
    );
    const why =
      'It may write in all of your home folder. A command could change ~/.bashrc or what starts with your session.';
    const refused = await run(['spawn', '--template', 't', '--', 'p']);
    expect(refused).toEqual({
      code: 1,
      out: '',
      err: `bulkhead: Not started: ${why} With --yes it is.\n`,
    });
    const told = await run(['spawn', '--template', 't', '--json', '--', 'p']);
    expect(json(told.out)).toMatchObject({ ok: false, failure: { kind: 'needs-confirmation' } });
    expect(panel.asked.map(({ name }) => name)).toEqual(['helpers.preflight', 'helpers.preflight']);

    const agreed = await run(['spawn', '--template', 't', '--yes', '--', 'p']);
    expect(agreed).toMatchObject({ code: 0, out: 'h1\n' });
    expect(panel.asked.at(-1)).toMatchObject({ name: 'helpers.spawn', input: { confirmed: true } });
    expect(agreed.err.split('\n')).toEqual([
      `bulkhead: ${why}`,
      'bulkhead: Helper fix-tests writes in this folder too. Each could change what the other works on.',
      '',
    ]);
  });

  it.each<[string, HelperState, number]>([
    ['completed', { phase: 'completed' }, 0],
    ['failed', { phase: 'failed', failure: refusedByOpenai }, 1],
    ['cancelled', { phase: 'cancelled' }, 1],
    ['parked', { phase: 'waiting-for-sign-in', failure: refusedByOpenai, processUntil: null }, 4],
  ])('waits for a helper that ends %s', async (_word, end, code) => {
    panel.answer(() => {
      panel.store.setHelpers([helperView({ id: 'h1', state: { phase: 'queued' } })]);
      return ok({ id: 'h1' });
    });
    const waiting = run(['spawn', '--template', 't', '--wait', '--json', '--', 'p']);
    await eventually(() => {
      expect(panel.asked).toHaveLength(2);
    });
    panel.store.setHelpers([helperView({ id: 'h1', state: { phase: 'running', since: 1 } })]);
    panel.store.setHelpers([helperView({ id: 'h1', state: end })]);
    const answer = await waiting;
    expect(answer.code).toBe(code);
    expect(json(answer.out)).toMatchObject({ v: 1, id: 'h1', phase: end.phase });
  });

  it('does not wait for ever when the app or the helper goes away', async () => {
    panel.answer(() => {
      panel.store.setHelpers([helperView({ id: 'h1' })]);
      return ok({ id: 'h1' });
    });
    const args = ['spawn', '--template', 't', '--wait', '--', 'p'];
    const removed = run(args);
    await eventually(() => {
      expect(panel.asked).toHaveLength(2);
    });
    const watching = run(['watch']);
    panel.store.setHelpers([]);
    expect([1, 2]).toContain((await removed).code);
    const left = run(args);
    await eventually(() => {
      expect(panel.asked).toHaveLength(4);
    });
    await cli.closeServer();
    expect((await left).code).toBe(1);
    expect(await watching).toMatchObject({ code: 1, err: 'bulkhead: Bulkhead has ended.\n' });
  });

  it('does not wait for a helper that was removed before the first look', async () => {
    panel.answer(() => ok({ id: 'h1' }));
    const answer = await run(['spawn', '--template', 't', '--wait', '--json', '--', 'p']);
    expect(answer.code).toBe(2);
    expect(json(answer.out)).toMatchObject({ ok: false, failure: { kind: 'unknown-id' } });
  });
});
