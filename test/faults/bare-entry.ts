import { createConnection } from 'node:net';
import { Worker } from 'node:worker_threads';

import { ControlClient } from '../../electron/control/client.ts';
import { controlVersion } from '../../electron/control/protocol.ts';
import { LoopWatch } from '../../electron/faults/measure.ts';
import type { BarePlan, BareTaken } from './panel-apart.ts';

/**
 * Watches its own loop, and has nothing of the app's in it: what is late here is the machine. It may
 * have threads, each with a process that says when it spoke, and hears them as main hears its
 * keepers. With a socket it is somebody at the command line, who asks for the state again and again
 * and watches it, and looks for what was planted in all that comes.
 */
const { threads = 0, socket, planted = '' } = JSON.parse(process.argv[2] ?? '{}') as BarePlan;

const askEveryMs = 200;

const loop = new LoopWatch(threads > 0);
let status = 0;
let isLeaked = false;
let pieces: number[] = [];

const thread = `
const { parentPort } = require('node:worker_threads');
const say = 'setInterval(() => console.log(Date.now()), 50)';
const child = require('node:child_process').spawn(process.execPath, ['-e', say]);
child.stdout.on('data', (said) => parentPort.postMessage(said.toString()));
`;

const hear = (said: string): void => {
  const now = Date.now();
  for (const sent of said.split('\n').filter(Boolean)) pieces.push(now - Number(sent));
};

const askAgain = async (client: ControlClient): Promise<void> => {
  const from = performance.now();
  const reply = await client.request('state.get', {});
  status = Math.max(status, performance.now() - from);
  if (!reply.ok) throw new Error(`state.get was refused: ${reply.failure.kind}`);
  setTimeout(() => void askAgain(client), askEveryMs);
};

const watch = (path: string): void => {
  let end = '';
  createConnection(path)
    .on('data', (bytes: Buffer) => {
      const text = end + bytes.toString('latin1');
      isLeaked ||= text.includes(planted);
      end = text.slice(-planted.length);
    })
    .write(`${JSON.stringify({ v: controlVersion, id: 1, watch: true })}\n`);
};

for (let n = 0; n < threads; n += 1) new Worker(thread, { eval: true }).on('message', hear);
if (socket !== undefined) {
  await askAgain(await ControlClient.connect(socket));
  watch(socket);
}
process.on('message', () => {
  const taken: BareTaken = { loop: loop.take(), status, isLeaked, pieces };
  process.send?.(taken);
  [status, pieces] = [0, []];
});
process.on('disconnect', () => process.exit(0));
