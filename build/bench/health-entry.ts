import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

import { connectOperator } from '../../test/real/support/session-turn.ts';

// Asks the real gateway how it is, from a process that has nothing else to do: what a session beside
// the helpers would notice. Each line on stdin ends a span, and its answers are told in one line.
const everyMs = 25;
const [url = '', token = ''] = process.argv.slice(2);

const operator = await connectOperator(url, token);
let took: number[] = [];
let lost = 0;
// Whether the one before was answered or not: an answer that is late does not hide those behind it.
const asking = setInterval(() => {
  const from = performance.now();
  const answered = operator.request('health', {}).then(
    () => took.push(performance.now() - from),
    () => (lost += 1),
  );
  void answered;
}, everyMs);
process.stdout.write('ready\n');
createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${JSON.stringify({ took, lost })}\n`);
    [took, lost] = [[], 0];
  })
  .on('close', () => {
    clearInterval(asking);
    operator.close();
  });
