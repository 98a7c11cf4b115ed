import { lstat, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toFailure } from '../../../electron/base/errors.ts';
import { deferred } from '../../../electron/base/promises.ts';
import { answerWithinMs } from '../../../electron/ports/desktop-port.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { nothingKnown } from '../../../shared/state.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView } from '../../support/scripted-panel.ts';
import { SocketBench } from './socket-bench.ts';

let bench: SocketBench;

beforeEach(async () => {
  bench = await SocketBench.open();
});
afterEach(() => bench.close());

describe('a client of the control socket', () => {
  it('gets the answer of the panel, asked with origin socket', async () => {
    await bench.serve();
    bench.panel.answer((name) => (name === 'helpers.spawn' ? ok({ id: 'h1' }) : ok(null)));
    const client = await bench.connect();
    const input = { templateId: 'codex-5.5', prompt: 'review' };
    expect(await client.request('helpers.spawn', input)).toEqual(ok({ id: 'h1' }));
    expect(bench.panel.asked).toEqual([{ name: 'helpers.spawn', input, origin: 'socket' }]);
  });

  it('gets the failure of the panel as it is', async () => {
    await bench.serve();
    const why = failed(failure({ kind: 'unknown-id', what: 'helper “x”' }));
    bench.panel.answer(() => why);
    expect(await (await bench.connect()).request('helpers.stop', { id: 'x' })).toEqual(why);
  });

  it('is told what is wrong with its input, and the panel never sees it', async () => {
    await bench.serve();
    const client = await bench.connect();
    for (const [command, input] of [
      ['helpers.spawn', { templateId: 'codex-5.5' }],
      ['helpers.spawn', { templateId: 'codex-5.5', prompt: 'p', sandbox: 'workspace-write' }],
      ['helpers.stop', null],
      ['no.such', {}],
      ['__proto__', {}],
      ['templates.save', { template: { name: 'a', model: 'm', credential: 'c', env_key: 'K' } }],
    ] as const) {
      const reply = await client.request(command, input);
      expect(reply.ok ? 'ok' : reply.failure.kind).toBe('invalid-input');
    }
    expect(bench.panel.asked).toEqual([]);
  });

  it('is told at once what its answer waits for, if it takes such lines', async () => {
    const answer = deferred<boolean>();
    await bench.serve({ confirm: () => answer.promise });
    const { socket, lines } = await bench.rawClient();
    const asks = { v: 1, command: 'templates.remove', input: { id: 'codex-5.5' } };
    socket.write(`${JSON.stringify({ ...asks, id: 1, waits: true })}\n`);
    const waits = { what: 'Remove the template “Codex 5.5”', ms: answerWithinMs };
    await eventually(() => expect(lines()).toEqual([{ v: 1, id: 1, waits }]));
    // The window holds one question at a time: this one is not asked, and waits for nothing.
    socket.write(`${JSON.stringify({ ...asks, id: 2, waits: true })}\n`);
    await eventually(() => expect(lines()[1]).toMatchObject({ id: 2, ok: false }));
    answer.resolve(true);
    await eventually(() => expect(lines()[2]).toEqual({ v: 1, id: 1, ok: true, value: null }));
    socket.write(`${JSON.stringify({ ...asks, id: 3 })}\n`);
    await eventually(() => expect(lines()[3]).toMatchObject({ id: 3, ok: true }));
  });

  it('is asked about in the window where the policy says so, one question at a time', async () => {
    const asked: string[] = [];
    const answers: ((yes: boolean) => void)[] = [];
    await bench.serve({
      confirm: (what) => {
        asked.push(what);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    bench.panel.store.setApp({
      codex: { phase: 'found', path: '/codex', version: '9.0.0', sandboxes: nothingKnown },
    });
    bench.panel.store.setHelpers([helperView({ id: 'h1' })]);
    const [first, second] = [await bench.connect(), await bench.connect()];
    const removing = first.request('helpers.remove', { id: 'h1' });
    await eventually(() => {
      expect(asked).toEqual(['Remove the helper “h1”']);
    });
    const meanwhile = await second.request('gateway.disconnect', {});
    expect(meanwhile.ok ? 'ok' : meanwhile.failure.kind).toBe('needs-confirmation');
    expect(bench.panel.asked).toEqual([]);
    answers[0]?.(true);
    expect((await removing).ok).toBe(true);
    const again = first.request('helpers.remove', { id: 'h1' });
    await eventually(() => {
      expect(answers).toHaveLength(2);
    });
    answers[1]?.(false);
    const declined = await again;
    expect(declined.ok ? 'ok' : declined.failure.kind).toBe('needs-confirmation');
    expect(bench.panel.asked.map(({ name }) => name)).toEqual(['helpers.remove']);
  });

  it('that is gone takes its question along, and the next one is asked', async () => {
    const asked: { readonly what: string; readonly signal: AbortSignal }[] = [];
    await bench.serve({
      confirm: (what, signal) => {
        asked.push({ what, signal });
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(false), { once: true });
        });
      },
    });
    bench.panel.store.setApp({
      codex: { phase: 'found', path: '/codex', version: '9.0.0', sandboxes: nothingKnown },
    });
    bench.panel.store.setHelpers([helperView({ id: 'h1' })]);
    const first = await bench.rawClient();
    first.socket.write('{"v":1,"id":1,"command":"helpers.remove","input":{"id":"h1"}}\n');
    await eventually(() => expect(asked).toHaveLength(1));
    first.socket.destroy();
    await eventually(() => expect(asked[0]?.signal.aborted).toBe(true));
    const second = await bench.rawClient();
    second.socket.write('{"v":1,"id":1,"command":"gateway.disconnect","input":{}}\n');
    await eventually(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({ what: 'Disconnect from the gateway' });
    expect(bench.panel.asked).toEqual([]);
  });
});

describe('a server that is not ours', () => {
  it.each([
    ['says something else', 'SSH-2.0-OpenSSH\n', 'protocol', 10_000],
    ['speaks another version', '{"v":2,"id":1,"ok":true,"value":null}\n', 'protocol', 10_000],
    ['answers neither with a value nor a failure', '{"v":1,"id":1,"ok":1}\n', 'protocol', 10_000],
    ['hangs', '', 'unreachable', 300],
  ])('that %s gives a clear failure', async (_what, line, kind, timeoutMs) => {
    await mkdir(join(bench.place, 'run'));
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(line);
    }).listen(bench.path);
    bench.later(() => {
      server.close();
    });
    await eventually(() => lstat(bench.path));
    const client = await bench.connect();
    await expect(
      client.request('state.get', {}, timeoutMs).catch((error: unknown) => toFailure(error).kind),
    ).resolves.toBe(kind);
  });
});
