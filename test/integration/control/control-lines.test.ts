import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { helperView } from '../../support/scripted-panel.ts';
import { SocketBench } from './socket-bench.ts';

let bench: SocketBench;

beforeEach(async () => {
  bench = await SocketBench.open();
});
afterEach(() => bench.close());

describe('a client of the control socket that writes what it likes', () => {
  it('that vanishes in the middle of anything harms nobody', async () => {
    await bench.serve();
    for (const bytes of [
      '{"v":1,"id":1,"watch":true}\n',
      '{"v":1,',
      '',
      '{"v":1,"id":1,"command":"state.get"}\n'.repeat(500),
    ]) {
      const { socket } = await bench.rawClient();
      socket.write(bytes);
      socket.destroy();
    }
    for (let n = 0; n < 20; n += 1) bench.panel.store.setHelpers([helperView({ id: `h${n}` })]);
    expect((await (await bench.connect()).request('state.get', {})).ok).toBe(true);
  });

  it('that closes its side still gets its answers', async () => {
    await bench.serve();
    const { socket, lines } = await bench.rawClient();
    socket.end('{"v":1,"id":7,"command":"sessions.list"}\n{"v":1,"id":8,"command":"state.get"}\n');
    await new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    expect(lines()).toMatchObject([
      { v: 1, id: 7, ok: true },
      { v: 1, id: 8, ok: true },
    ]);
  });

  it('is told about every line that is no request, and goes on', async () => {
    await bench.serve();
    const { socket, lines } = await bench.rawClient();
    const bad = [
      'not json',
      '[]',
      'null',
      '7',
      '"text"',
      '{}',
      '{"v":2,"id":1,"command":"state.get"}',
      '{"v":1,"command":"state.get"}',
      '{"v":1,"id":"1","command":"state.get"}',
      '{"v":1,"id":-1,"command":"state.get"}',
      '{"v":1,"id":1e400,"command":"state.get"}',
      '{"v":1,"id":1}',
      '{"v":1,"id":1,"command":{"a":1}}',
      '{"v":1,"id":1,"watch":"yes"}',
      '{"__proto__":{"v":1},"id":1}',
      `{"v":1,"id":1,"command":"${'x'.repeat(100_000)}"}`,
      '['.repeat(50_000),
      `{"v":1,"id":1,"command":"state.get","input":[${'[],'.repeat(500_000)}0]}`,
      `{"v":1,"id":1,"command":"state.get","input":${'['.repeat(900_000)}${']'.repeat(900_000)}}`,
      '\u0000\u0001\ufffd',
    ];
    socket.write(`${bad.join('\n')}\n\n  \n`);
    await eventually(() => {
      expect(lines()).toHaveLength(bad.length);
    });
    for (const line of lines()) {
      expect(line).toMatchObject({ v: 1, ok: false, failure: { kind: 'invalid-input' } });
    }
    const unread = lines().filter((line) => JSON.stringify(line).includes('not JSON'));
    expect(unread).toHaveLength(5);
    socket.write('{"v":1,"id":99,"command":"state.get","input":{}}\n');
    await eventually(() => {
      expect(lines().at(-1)).toMatchObject({ id: 99, ok: true });
    });
  });

  it('that sends a line without end is told and cut off; others stay', async () => {
    await bench.serve();
    const steady = await bench.connect();
    const { socket, lines } = await bench.rawClient();
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    for (let n = 0; n < 40 && socket.writable; n += 1) socket.write('x'.repeat(64 * 1024));
    await gone;
    expect(lines()).toMatchObject([{ ok: false, failure: { kind: 'invalid-input' } }]);
    expect((await steady.request('state.get', {})).ok).toBe(true);
  });

  it('survives random bytes', async () => {
    await bench.serve();
    let seed = 11;
    const { socket } = await bench.rawClient();
    for (let n = 0; n < 200; n += 1) {
      const bytes = Buffer.alloc(256);
      for (let at = 0; at < bytes.length; at += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        bytes[at] = seed % 256;
      }
      if (socket.writable) socket.write(bytes);
    }
    socket.end();
    expect((await (await bench.connect()).request('state.get', {})).ok).toBe(true);
    expect(bench.panel.asked.every(({ name }) => name === 'state.get')).toBe(true);
  });
});
