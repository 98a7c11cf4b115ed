import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { streamShape } from './stream-shape.ts';

/** A provider in a process of its own. */
export interface ProviderApart {
  readonly baseUrl: string;
  /** Settles when the process is gone. */
  close(): Promise<void>;
}

/** Starts the bundled provider; rejects when it ends before it listens. */
export const startApart = async (script: string): Promise<ProviderApart> => {
  const { key, deltas, paceMs } = streamShape;
  const child = spawn(process.execPath, [script, key, String(deltas), String(paceMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const baseUrl = await Promise.race([
    once(lines, 'line').then(([line]: unknown[]) => String(line)),
    gone.then(() => Promise.reject(new Error('the provider ended before it listened'))),
  ]);
  return {
    baseUrl,
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
};
