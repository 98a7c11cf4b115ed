import { runFaultProgram, drained, type Misbehaviour } from '../../electron/faults/program.ts';

const say = (text: string): Readonly<Record<string, unknown>> => ({
  itemId: 'item-1',
  delta: text,
});

/** What the keeper's own tests need of a helper; the table of faults has the rest. */
const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  well: (world) => {
    world.tell('item/agentMessage/delta', say('hello'));
    world.complete();
  },
  hangs: () => undefined,
  floods: async (world) => {
    const piece = 'x'.repeat(4_000);
    for (let n = 0; n < 500; n += 1) {
      if (!world.tell('item/agentMessage/delta', say(piece))) await drained();
    }
    world.complete();
  },
  asks: async (world) => {
    // Requests without end, while nobody reads the answers.
    process.stdin.pause();
    for (let id = 1; ; id += 1) {
      if (!world.send({ id, method: 'item/tool/call', params: {} })) await drained();
    }
  },
};

const name = process.env.BULKHEAD_FAULT ?? 'well';
process.exit(await runFaultProgram(misbehaviours[name] ?? (() => undefined)));
