import { completed, delta, failed, flood, warning, wellAfter, type Fault } from './fault.ts';
import { drained } from './program.ts';

/** What it writes that is no message of a turn, or is too large for one. */
export const bytes: readonly Fault[] = [
  {
    name: 'a line that is no message',
    drill: 'no-message',
    does: (world) => void world.raw('{"id":{}}\n'),
    ends: failed('protocol', 'bad-line'),
  },
  {
    name: 'a step of 17 MB',
    drill: 'giant-line',
    does: (world) =>
      void world.tell('item/completed', {
        item: { type: 'agentMessage', id: '1', text: 'x'.repeat(17_000_000) },
      }),
    ends: failed('protocol', 'oversized-line'),
  },
  {
    name: 'a line of 17 MB that nobody reads',
    does: wellAfter(
      (world) => void world.tell('turn/diff/updated', { diff: 'x'.repeat(17_000_000) }),
    ),
    ends: completed,
  },
  {
    name: 'a message 100,000 deep',
    drill: 'deep-message',
    does: wellAfter(
      (world) =>
        void world.raw(`{"method":"odd","params":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`),
    ),
    ends: completed,
  },
  {
    name: 'no UTF-8',
    drill: 'invalid-text',
    does: wellAfter((world) => void world.raw(Buffer.from([0x7b, 0xff, 0xfe, 0x0a]))),
    ends: failed('protocol', 'bad-line'),
  },
  {
    name: 'text with NUL and control characters',
    does: wellAfter((world) => void delta(world, '\0\u0007\u001b[2J\u202e')),
    ends: completed,
  },
  {
    name: 'names that objects have',
    does: wellAfter(
      (world) =>
        void world.raw('{"method":"__proto__","params":{"__proto__":{"x":1},"constructor":1}}\n'),
    ),
    ends: completed,
  },
  {
    name: 'log lines on stdout',
    does: wellAfter((world) => void world.raw('Now using node v22\n[]\n42\n')),
    ends: completed,
  },
  {
    name: 'a notification of another shape',
    does: wellAfter((world) => void world.tell('item/started', { item: 7 })),
    ends: completed,
  },
  {
    name: 'answers that nobody asked for',
    does: wellAfter((world) => void world.send({ id: 999, result: {} })),
    ends: completed,
  },
  {
    name: 'words of another thread',
    does: wellAfter(
      (world) =>
        void world.send({
          method: 'item/agentMessage/delta',
          params: { threadId: 'other', turnId: 'x', itemId: 'i', delta: 'no' },
        }),
    ),
    ends: completed,
  },
  {
    name: 'two ends',
    does: (world) => {
      world.complete();
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'a warning of 192 KB backslashes',
    does: wellAfter((world) => void warning(world, '\\'.repeat(192_000))),
    ends: completed,
  },
  {
    name: 'control characters on stderr',
    does: wellAfter(() => void process.stderr.write('\u001b['.repeat(100_000))),
    ends: completed,
  },
];

/** More than anybody can hear. */
export const floods: readonly Fault[] = [
  {
    name: 'a flood of text',
    drill: 'text-flood',
    does: flood(2_000, (world) => delta(world, 'x'.repeat(2_000))),
    ends: completed,
  },
  {
    name: 'a flood of small pieces',
    does: flood(20_000, (world) => delta(world, 'x')),
    ends: completed,
  },
  {
    name: 'a flood of warnings',
    drill: 'warning-flood',
    does: flood(50_000, (world, n) => warning(world, `warning ${n}`)),
    ends: completed,
  },
  {
    name: 'a flood of warnings to everybody',
    does: flood(50_000, (world, n) =>
      world.send({ method: 'warning', params: { threadId: null, message: `warning ${n}` } }),
    ),
    ends: completed,
  },
  {
    name: 'a flood of lines that were cut off',
    does: flood(50_000, (world) => world.raw('{"method":"odd/thing",\n')),
    ends: completed,
  },
  {
    name: 'a flood of odd notifications',
    does: flood(50_000, (world) => world.tell('odd/thing', { a: 1 })),
    ends: completed,
  },
  {
    name: 'a flood of steps',
    does: flood(20_000, (world, n) =>
      world.tell('item/started', { item: { type: 'commandExecution', id: `${n}`, command: 'ls' } }),
    ),
    ends: completed,
  },
  {
    name: 'a flood of empty lines',
    does: flood(200, (world) => world.raw('\n'.repeat(65_536))),
    ends: completed,
  },
  {
    name: 'a flood of questions',
    drill: 'question-flood',
    does: async (world) => {
      delta(world, 'I ask');
      const ask = (n: number): boolean =>
        world.send({ id: n + 1, method: 'item/tool/call', params: {} });
      for (let n = 0; n < 5_000; n += 1) if (!ask(n)) await drained();
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'questions whose answers it never reads',
    does: async (world) => {
      delta(world, 'I ask');
      process.stdin.pause();
      const ask = (n: number): boolean =>
        world.send({ id: n + 1, method: 'item/tool/call', params: {} });
      for (let n = 0; n < 50_000; n += 1) if (!ask(n)) await drained();
      world.complete();
    },
    ends: failed('stalled'),
  },
  {
    name: 'warnings before its greeting',
    does: wellAfter(() => undefined),
    atStart: async (world) => {
      const message = `early ${'x'.repeat(1_000)}`;
      const warn = (): boolean => world.send({ method: 'warning', params: { message } });
      for (let n = 0; n < 20_000; n += 1) if (!warn()) await drained();
    },
    ends: completed,
  },
  {
    name: 'a flood on stderr',
    drill: 'stderr-flood',
    does: async (world) => {
      const piece = 'e'.repeat(65_536);
      for (let n = 0; n < 500; n += 1)
        if (!process.stderr.write(piece)) await drained(process.stderr);
      world.complete();
    },
    ends: completed,
  },
];
