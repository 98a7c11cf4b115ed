import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView } from '../../support/scripted-panel.ts';
import { SocketBench } from './socket-bench.ts';

let bench: SocketBench;

beforeEach(async () => {
  bench = await SocketBench.open();
});
afterEach(() => bench.close());

describe('a client of the control socket that watches', () => {
  it('looks and watches again on the same connection', async () => {
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

  it('sees the newest state at most 30 times a second, however often it changes', async () => {
    const clock = new ManualClock();
    await bench.serve({ clock });
    const { socket, lines } = await bench.rawClient();
    socket.write('{"v":1,"id":1,"watch":true}\n');
    await eventually(() => expect(lines()).toHaveLength(1));
    const first = bench.panel.state().revision;
    const write = (): void => {
      for (let n = 0; n < 500; n += 1) bench.panel.store.setHelpers([helperView({ id: `h${n}` })]);
    };
    write();
    write();
    await clock.advance(33);
    await eventually(() => expect(lines()).toHaveLength(3));
    const seen = (lines() as { watch: { state: { revision: number } } }[]).map(
      ({ watch }) => watch.state.revision,
    );
    expect(seen).toEqual([first, first + 1, first + 1_000]);
  });

  it('costs the app one writing of the state, however many watch', async () => {
    const clock = new ManualClock();
    await bench.serve({ clock });
    const clients = await Promise.all([1, 2, 3, 4, 5].map(() => bench.rawClient()));
    for (const { socket } of clients) socket.write('{"v":1,"id":1,"watch":true}\n');
    await eventually(() => {
      for (const { lines } of clients) expect(lines()).toHaveLength(1);
    });
    let written = 0;
    bench.panel.store.setHelpers([
      {
        ...helperView({ id: 'h' }),
        get activity() {
          written += 1;
          return 'counted';
        },
      },
    ]);
    await eventually(() => {
      for (const { lines } of clients) expect(lines()).toHaveLength(2);
    });
    expect(written).toBe(1);
  });

  it('that reads nothing while 20 helpers stream is dropped after a minute, by name', async () => {
    const clock = new ManualClock();
    const logged: unknown[] = [];
    const warn = (...line: unknown[]): void => void logged.push(line);
    await bench.serve({ clock, log: { info: warn, warn, error: warn } });
    const { socket, lines } = await bench.rawClient();
    socket.pause();
    const gone = once(socket, 'close');
    socket.write('{"v":1,"id":1,"watch":true}\n');
    const activity = 'x'.repeat(20_000);
    for (let n = 0; n < 1_800; n += 1) {
      const of = (helper: number) => helperView({ id: `h${helper}`, activity: `${n}${activity}` });
      bench.panel.store.setHelpers(Array.from({ length: 20 }, (_none, helper) => of(helper)));
      await clock.advance(34);
    }
    await eventually(() => {
      expect(logged).toEqual([
        [
          'control client dropped',
          { why: 'reads nothing', waiting: expect.any(Number) as unknown },
        ],
      ]);
    });
    // Not a line more than what may wait, and the one that came over it.
    const [[, { waiting }]] = logged as [[string, { waiting: number }]];
    expect(waiting).toBeLessThan(2 * 1024 * 1024);
    socket.resume();
    await gone;
    expect(lines().at(-1)).toMatchObject({ ok: false, failure: { kind: 'stalled' } });
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
