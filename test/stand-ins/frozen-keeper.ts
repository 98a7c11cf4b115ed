import { parentPort } from 'node:worker_threads';

import '../../electron/keeper/worker.ts';

// A keeper that stands still as soon as a run is handed to it.
parentPort?.on('message', (message: { readonly kind: string; readonly name?: string }) => {
  if (message.kind !== 'tell' || message.name !== 'run') return;
  for (;;) Math.random();
});
