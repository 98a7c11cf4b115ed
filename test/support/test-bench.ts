import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a test opened is closed in reverse by `close`. */
export class TestBench {
  readonly #closers: (() => Promise<void> | void)[] = [];

  later(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  /** A folder that is gone with the test. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-bench-'));
    this.later(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
    return folder;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
