import { parentPort } from 'node:worker_threads';

import '../../electron/keeper/worker.ts';

// A keeper that takes memory without end as soon as a run is handed to it.
parentPort?.on('message', (message: { readonly kind: string; readonly name?: string }) => {
  if (message.kind !== 'tell' || message.name !== 'run') return;
  const kept: string[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => `${n} of ${kept.length}`));
});
