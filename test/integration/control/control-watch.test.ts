import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { helperView } from '../../support/scripted-panel.ts';
import { SocketBench } from './socket-bench.ts';

let bench: SocketBench;

beforeEach(async () => {
  bench = await SocketBench.open();
});
afterEach(() => bench.close());

describe('a client of the control socket that watches', () => {
  it('looks and watches again on the same connection, with one line per revision', async () => {
    await bench.serve();
    const client = await bench.connect();
    await client.look();
    bench.panel.store.setHelpers([helperView({ id: 'h1' })]);
    expect((await client.look()).state.helpers).toHaveLength(1);
    const { socket, lines } = await bench.rawClient();
    socket.write('{"v":1,"id":1,"watch":true}\n{"v":1,"id":2,"watch":true}\n');
    await eventually(() => {
      expect(lines()).toMatchObject([{ id: 1 }, { id: 2 }]);
    });
    bench.panel.store.setHelpers([]);
    await eventually(() => {
      expect(lines().slice(2)).toMatchObject([{ id: 2, watch: { state: { helpers: [] } } }]);
    });
  });

  it('sees one line per revision while it watches', async () => {
    await bench.serve();
    const client = await bench.connect();
    const seen: number[] = [];
    for await (const { state } of client.watch()) {
      seen.push(state.revision);
      if (seen.length === 1) {
        for (let n = 0; n < 5; n += 1) bench.panel.store.setHelpers([helperView({ id: `h${n}` })]);
      }
      if (seen.length === 6) break;
    }
    const first = seen[0] ?? 0;
    expect(seen).toEqual([0, 1, 2, 3, 4, 5].map((n) => first + n));
  });

  it('that reads slowly holds nothing up and gets the newest state in the end', async () => {
    await bench.serve();
    const { socket, lines } = await bench.rawClient();
    socket.write('{"v":1,"id":1,"watch":true}\n');
    await eventually(() => {
      expect(lines()).toHaveLength(1);
    });
    socket.pause();
    const activity = 'x'.repeat(200_000);
    for (let n = 0; n < 200; n += 1) {
      bench.panel.store.setHelpers([helperView({ id: 'h', activity: `${n}${activity}` })]);
    }
    const quick = await bench.connect();
    expect((await quick.request('state.get', {})).ok).toBe(true);
    socket.resume();
    const last = bench.panel.state().revision;
    await eventually(() => {
      expect(lines().at(-1)).toMatchObject({ watch: { state: { revision: last } } });
    });
    expect(lines().length).toBeLessThan(100);
  });
});
