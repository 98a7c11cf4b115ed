import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';

import { completed, delta, failed, nothing, warning, wellAfter, type Fault } from './fault.ts';
import { fillDisk, fork, leaveGrandchild, leaveStranger, limit } from './program.ts';

/** What it eats, what it leaves behind, and what it says that it must not. */
export const appetites: readonly Fault[] = [
  {
    name: '200 MB of memory',
    drill: 'memory',
    does: wellAfter(() => void Buffer.alloc(200_000_000, 'x')),
    ends: completed,
  },
  {
    name: '40 MB on the disk',
    drill: 'disk',
    does: wellAfter((world) => fillDisk(world, 40_000_000)),
    ends: completed,
  },
  {
    name: 'grandchildren in sessions of their own',
    drill: 'grandchildren',
    does: wellAfter(() => {
      leaveGrandchild();
      leaveGrandchild();
    }),
    ends: completed,
  },
  {
    name: 'memory, until there is none',
    does: () => {
      limit('data', 400_000_000);
      const held: Buffer[] = [];
      for (;;) held.push(Buffer.alloc(20_000_000, 'x'));
    },
    ends: failed('exited'),
  },
  {
    name: 'a disk without room',
    does: (world) => {
      process.on('SIGXFSZ', () => undefined);
      limit('fsize', 64 * 1024);
      writeFileSync(`${world.home}/filled`, Buffer.alloc(1_000_000, 'x'));
    },
    ends: failed('exited'),
  },
  {
    name: 'files, until there are none',
    does: wellAfter(() => {
      limit('nofile', 40);
      try {
        for (;;) openSync('/dev/null', 'r');
      } catch {
        // EMFILE is what was wanted.
      }
    }),
    ends: completed,
  },
  {
    name: 'a hundred processes, and more while they are ended',
    does: wellAfter(() => fork(100)),
    ends: completed,
  },
  {
    name: 'a grandchild that hides',
    does: wellAfter(leaveStranger),
    ends: completed,
  },
  {
    name: 'a FIFO for its record',
    does: (world) => {
      const step = { type: 'commandExecution', id: '1', command: 'ls', status: 'completed' };
      world.tell('item/completed', { item: step });
      mkdirSync(`${world.home}/sessions`);
      execFileSync('mkfifo', [`${world.home}/sessions/rollout-1-${world.threadId}.jsonl`]);
      world.fail('no', 'badRequest');
    },
    ends: failed('provider-error'),
  },
  {
    name: 'its secret, in two pieces',
    drill: 'split-secret',
    does: (world) => {
      const at = Math.floor(world.secret.length / 2);
      delta(world, `it is ${world.secret.slice(0, at)}`);
      delta(world, `${world.secret.slice(at)} indeed`);
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'its secret, as the name of an error',
    does: (world) => world.fail(`no: ${world.secret}`, { [world.secret]: {} }),
    ends: failed('unexpected', 'unknown'),
  },
  {
    name: 'its secret, in a warning, a step and its last words',
    does: (world) => {
      warning(world, `no: ${world.secret}`);
      const step = { type: 'commandExecution', id: '1', command: `curl -H ${world.secret}` };
      world.tell('item/started', { item: step });
      process.stderr.write(`cannot use ${world.secret}\n`, () => process.exit(1));
    },
    ends: failed('exited'),
  },
];

/** What the thread does that stands between it and the app. */
export const keepers: readonly Fault[] = [
  { name: 'a keeper that freezes', keeper: 'freezes', does: nothing, ends: failed('keeper') },
  { name: 'a keeper that dies', keeper: 'dies', does: nothing, ends: failed('keeper') },
  { name: 'a keeper without memory', keeper: 'hoards', does: nothing, ends: failed('keeper') },
  { name: 'a keeper that floods', keeper: 'floods', does: nothing, ends: failed('keeper') },
];
