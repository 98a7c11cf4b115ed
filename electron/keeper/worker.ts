import { workerData, type MessagePort } from 'node:worker_threads';

import { systemClock } from '../base/clock.ts';
import { createRedactor } from '../base/redact.ts';
import { keep } from './keep.ts';

/** What a keeper begins with: its end of the channel, and the secrets that are known so far. */
export interface KeeperData {
  readonly port: MessagePort;
  readonly secrets: readonly string[];
}

// Whoever starts a worker of ours hands it this.
const { port, secrets } = workerData as KeeperData;
const redactor = createRedactor();
for (const secret of secrets) redactor.know(secret);
keep(port, { clock: systemClock, redactor });
