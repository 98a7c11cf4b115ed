import { completed, delta, failed, flood, status, wellAfter, type Fault } from './fault.ts';
import { drained } from './program.ts';

const megabytes = (n: number, piece = 'x'): string => piece.repeat(n * 1_000_000);

// As texts: `JSON.stringify` writes no number that is none.
const tokens = (total: string): string =>
  `{"method":"thread/tokenUsage/updated","params":{"threadId":"thread-1","turnId":"turn-1",` +
  `"tokenUsage":{"total":{"totalTokens":${total}}}}}\n`;

const limits = (resetsAt: string): string =>
  `{"method":"account/rateLimits/updated","params":{"rateLimits":` +
  `{"primary":{"usedPercent":100,"resetsAt":${resetsAt}}}}}\n`;

/** Values that nobody would think of, wherever one is kept or shown. */
export const oddValues: readonly Fault[] = [
  {
    name: 'a version of 15 MB that is new enough',
    does: wellAfter(() => undefined),
    answers: { initialize: { userAgent: `x/9.9.9-${megabytes(15)}` } },
    ends: completed,
  },
  {
    name: 'a greeting of 15 MB',
    does: wellAfter(() => undefined),
    answers: { initialize: { userAgent: 'x/9.9.9', more: megabytes(15) } },
    ends: completed,
  },
  {
    name: 'a thread whose name is 15 MB',
    does: wellAfter(() => undefined),
    answers: { 'thread/start': { thread: { id: megabytes(15) }, modelProvider: 'bulkhead' } },
    ends: failed('protocol', 'bad-answer'),
  },
  {
    name: 'a turn whose name is 15 MB',
    does: wellAfter(() => undefined),
    answers: { 'turn/start': { turn: { id: megabytes(15) } } },
    ends: failed('protocol', 'bad-answer'),
  },
  {
    name: 'steps whose names are 1 MB',
    does: wellAfter((world) => {
      for (let n = 0; n < 20; n += 1) {
        world.tell('item/started', { item: { type: 'commandExecution', id: megabytes(1) } });
        world.tell('item/started', { item: { type: megabytes(1), id: `${n}` } });
      }
    }),
    ends: completed,
  },
  {
    name: 'a step of five million lists',
    does: (world) =>
      void world.raw(
        `{"method":"item/started","params":{"threadId":"thread-1","turnId":"turn-1",` +
          `"item":{"type":"fileChange","id":"1","changes":[${'[],'.repeat(5_000_000)}[]]}}}\n`,
      ),
    ends: failed('protocol', 'bad-line'),
  },
  {
    name: 'five million lists that nobody reads',
    does: wellAfter(
      (world) => void world.raw(`{"method":"odd","params":[${'[],'.repeat(5_000_000)}[]]}\n`),
    ),
    ends: completed,
  },
  {
    name: 'counts that are none',
    does: wellAfter((world) => {
      for (const total of ['1e400', '-1e400', '-5', '0.5', '1e308', '[]', '"1"']) {
        world.raw(tokens(total));
      }
    }),
    ends: completed,
  },
  {
    name: 'a limit that opens at no time',
    does: (world) => {
      for (const at of ['1e400', '-1e400', '-1', '1e300', '{}']) world.raw(limits(at));
      world.fail('limit', 'usageLimitExceeded');
    },
    ends: failed('quota'),
  },
  {
    name: 'a status of -1',
    does: status(-1, 'what', 'badRequest'),
    ends: failed('provider-error', 'badRequest'),
  },
  {
    name: 'an error that is lists',
    does: (world) => world.fail('what', [[[{ a: 1 }]]]),
    ends: failed('unexpected'),
  },
  {
    name: 'text in half characters',
    does: wellAfter((world) => {
      for (let n = 0; n < 200; n += 1) {
        delta(world, '\ud83d');
        delta(world, '\ude00\udfff\ud800 \u202e\u2066 \u0000');
      }
      world.tell('item/completed', {
        item: {
          type: 'commandExecution',
          id: '1',
          command: `\u202e${'\u0301'.repeat(10_000)}\ud800`,
        },
      });
    }),
    ends: completed,
  },
  {
    name: 'an end of another thread, and of none',
    does: wellAfter((world) => {
      const turn = { id: 'turn-1', status: 'failed', error: { message: 'no' } };
      for (const threadId of ['other', '', null, 7, '__proto__']) {
        world.send({ method: 'turn/completed', params: { threadId, turn } });
      }
      world.send({ method: 'turn/completed', params: null });
      world.send({ method: 'turn/completed' });
    }),
    ends: completed,
  },
  {
    name: 'a piece of 15 MB',
    does: wellAfter((world) => void delta(world, megabytes(15))),
    ends: completed,
  },
];

/** Much of what is not told, or is said to the log alone. */
export const oddFloods: readonly Fault[] = [
  {
    name: 'a flood of notifications of another shape',
    does: flood(50_000, (world, n) => world.tell('item/started', { item: n })),
    ends: completed,
  },
  {
    name: 'a flood of lines that are no message',
    does: async (world) => {
      for (let n = 0; n < 50_000; n += 1) if (!world.raw('{}\n')) await drained();
    },
    ends: failed('protocol', 'bad-line'),
  },
  {
    name: 'a flood of thoughts',
    does: flood(50_000, (world) => world.tell('item/reasoning/textDelta', { delta: 'hm' })),
    ends: completed,
  },
  {
    name: 'a flood of what its commands print',
    does: flood(1_000, (world) =>
      world.tell('item/commandExecution/outputDelta', { itemId: '1', delta: 'x'.repeat(60_000) }),
    ),
    ends: completed,
  },
  {
    name: 'a flood of counts',
    does: flood(50_000, (world, n) =>
      world.tell('thread/tokenUsage/updated', { tokenUsage: { total: { totalTokens: n } } }),
    ),
    ends: completed,
  },
  {
    name: 'a flood of questions by unknown names',
    does: async (world) => {
      delta(world, 'I ask');
      for (let n = 0; n < 20_000; n += 1) {
        if (!world.send({ id: `${n}`, method: `odd/${n}`, params: {} })) await drained();
      }
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'questions whose names are 1 MB',
    does: async (world) => {
      delta(world, 'I ask');
      for (let n = 0; n < 40; n += 1) {
        if (!world.send({ id: `${n}${megabytes(1)}`, method: 'item/tool/call' })) await drained();
      }
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'ends of the same turn without an end',
    does: async (world) => {
      for (let n = 0; n < 20_000; n += 1) {
        world.complete();
        if (process.stdout.writableNeedDrain) await drained();
      }
    },
    ends: completed,
  },
];
