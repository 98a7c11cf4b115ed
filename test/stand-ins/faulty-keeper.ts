import { workerData } from 'node:worker_threads';

import type { ClientPlan } from '../../electron/codex/client.ts';
import type { KeeperFault } from '../../electron/faults/fault.ts';
import type { KeeperData } from '../../electron/keeper/worker.ts';
import '../../electron/keeper/worker.ts';

/** What main says to a keeper, as far as it is looked at here. */
interface Heard {
  readonly kind: string;
  readonly name?: string;
  readonly given?: { readonly plan?: ClientPlan };
}

const { port } = workerData as KeeperData;

const does: Readonly<Record<KeeperFault, () => void>> = {
  freezes: () => {
    for (;;) Math.random();
  },
  dies: () => {
    throw new Error('a keeper that dies');
  },
  hoards: () => {
    const kept: string[][] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => `${n} of ${kept.length}`));
  },
  floods: () => {
    for (let n = 0; ; n += 1) port.postMessage({ kind: 'tell', name: 'odd', given: n });
  },
};

// The app's own keeper, which fails as soon as a run is handed to it, in the way that the environment
// of its program names.
let way: string | undefined;
port.on('message', ({ kind, name, given }: Heard) => {
  if (kind === 'ask' && name === 'startClient') way = given?.plan?.program.env.BULKHEAD_KEEPER;
  if (kind !== 'tell' || name !== 'run' || way === undefined) return;
  if (Object.hasOwn(does, way)) does[way as KeeperFault]();
});
