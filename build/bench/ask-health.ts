import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What the asker saw of the gateway in a span. */
export interface Asked {
  /** Of each answer, in ms. */
  readonly took: readonly number[];
  /** Not answered at all. */
  readonly lost: number;
}

/** A process of its own that asks a gateway for its health, all the time. */
export interface HealthAsker {
  /** What it saw from the beginning of `work` to its end. */
  during(work: () => Promise<unknown>): Promise<Asked>;
  close(): Promise<void>;
}

/** Settles once it is connected; rejects when it ends before. */
export const startAsking = async (
  script: string,
  gateway: { readonly url: string; readonly token: string },
): Promise<HealthAsker> => {
  const child = spawn(process.execPath, [script, gateway.url, gateway.token], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const line = async (): Promise<string> =>
    Promise.race([
      once(lines, 'line').then(([text]: unknown[]) => String(text)),
      gone.then(() => Promise.reject(new Error('the asker has ended'))),
    ]);
  await line();
  const since = async (): Promise<Asked> => {
    const told = line();
    child.stdin.write('\n');
    // our own program writes nothing else
    return JSON.parse(await told) as Asked;
  };
  return {
    during: async (work) => {
      await since();
      await work();
      return since();
    },
    close: async () => {
      child.stdin.end();
      await gone;
    },
  };
};
