import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';

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
  // Takes memory until it is ended, while a command of it still runs.
  eats: () => {
    spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const held: Buffer[] = [];
    setInterval(() => held.push(Buffer.alloc(20_000_000, 'x')), 1);
  },
  // Its command does, and is ended; it tells with what, and goes on.
  feeds: (world) => {
    const code = `const held = []; setInterval(() => held.push(Buffer.alloc(20_000_000, 'x')), 1);`;
    spawn(process.execPath, ['-e', code], { stdio: 'ignore' }).once('exit', (exitCode, signal) => {
      world.tell('item/agentMessage/delta', say(`${String(signal ?? exitCode)} `));
    });
  },
  // Starts others until it may start no more, and ends in trouble.
  breeds: () => {
    const breed = (): void => {
      const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
      child.once('error', () => process.exit(101));
      child.once('spawn', breed);
    };
    breed();
  },
  // Tells what each of its processes may have, in kB.
  limits: (world) => {
    const data = execFileSync('/bin/sh', ['-c', 'ulimit -d; ulimit -c'], { encoding: 'utf8' });
    world.tell('item/agentMessage/delta', say(data.replaceAll('\n', ' ')));
    world.complete();
  },
  // Tells its niceness, and that of a grandchild in a session of its own.
  'is-nice': (world) => {
    const of = 'cut -d" " -f19 /proc/self/stat';
    const child = execFileSync('/bin/sh', ['-c', `setsid -w sh -c '${of}'`], { encoding: 'utf8' });
    world.tell('item/agentMessage/delta', say(`${getPriority()} ${child.trim()}`));
    world.complete();
  },
  floods: async (world) => {
    const piece = 'x'.repeat(4_000);
    for (let n = 0; n < 500; n += 1) {
      if (!world.tell('item/agentMessage/delta', say(piece))) await drained();
    }
    world.complete();
  },
  // Notifications that are used here, of another shape.
  oddly: async (world) => {
    for (let n = 0; n < 20_000; n += 1) {
      if (!world.tell('item/started', { item: n })) await drained();
    }
    world.complete();
  },
  // Lines that look like messages and are none; the first ends its turn.
  babbles: async (world) => {
    for (let n = 0; n < 20_000; n += 1) if (!world.raw('{}\n')) await drained();
  },
  // What nobody here uses, of five million lists: they would fill the memory of whoever reads them.
  hoards: (world) => {
    world.raw(`{"method":"odd/thing","params":[${'[],'.repeat(5_000_000)}[]]}\n`);
    world.tell('item/agentMessage/delta', say('hello'));
    world.complete();
  },
  // Asks for another access token, over and over.
  renews: async (world) => {
    const ask = (id: number): boolean =>
      world.send({ id, method: 'account/chatgptAuthTokens/refresh', params: {} });
    for (let id = 1; id <= 2_000; id += 1) if (!ask(id)) await drained();
    world.complete();
  },
  warns: async (world) => {
    const warn = { method: 'warning', params: { threadId: null, message: 'again' } };
    for (let n = 0; n < 5_000; n += 1) if (!world.send(warn)) await drained();
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

/** Answers nothing, not even the end of its stdin; says who it is in its home. */
const mute: Misbehaviour = ({ home }) => {
  writeFileSync(`${home}/pid`, `${process.pid}`);
  return new Promise(() => setInterval(() => undefined, 1_000_000));
};

const name = process.env.BULKHEAD_FAULT ?? 'well';
const atStart = name === 'mute' ? mute : null;
process.exit(await runFaultProgram(misbehaviours[name] ?? (() => undefined), atStart));
