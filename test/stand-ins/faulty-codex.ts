import { spawn } from 'node:child_process';

import { runFaultProgram, drained, type Misbehaviour } from '../../electron/faults/program.ts';

const say = (text: string): Readonly<Record<string, unknown>> => ({
  itemId: 'item-1',
  delta: text,
});

/** In a session of its own, deaf to SIGTERM; answers its pid. */
const grandchild = (env: NodeJS.ProcessEnv): number => {
  const code = `for (const one of ['SIGTERM', 'SIGHUP']) process.on(one, () => {});
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['-e', code], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return child.pid ?? 0;
};

/** What the keeper's own tests need of a helper; the table of faults has the rest. */
const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  well: (world) => {
    world.tell('item/agentMessage/delta', say('hello'));
    world.complete();
  },
  hangs: () => undefined,
  // Two grandchildren; then it hangs.
  forks: (world) => {
    const pids = [grandchild(process.env), grandchild(process.env)];
    world.tell('item/agentMessage/delta', say(`${pids.join(' ')} `));
  },
  // The same, and one of them has nothing in its environment.
  hides: (world) => {
    const pids = [grandchild(process.env), grandchild({})];
    world.tell('item/agentMessage/delta', say(`${pids.join(' ')} `));
  },
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
