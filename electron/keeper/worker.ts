import { parentPort, workerData } from 'node:worker_threads';

import { systemClock } from '../base/clock.ts';
import { createRedactor } from '../base/redact.ts';
import { keep } from './keep.ts';

/** What a keeper begins with: the secrets that are known so far. */
export interface KeeperData {
  readonly secrets: readonly string[];
}

if (parentPort === null) throw new Error('a keeper runs in a worker thread');
const redactor = createRedactor();
// Whoever starts a worker of ours hands it this.
for (const secret of (workerData as KeeperData).secrets) redactor.know(secret);
keep(parentPort, { clock: systemClock, redactor });
