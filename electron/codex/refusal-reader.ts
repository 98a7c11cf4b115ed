import * as v from 'valibot';

import { LineSplitter } from '../base/line-splitter.ts';
import { parseJson } from '../base/parse-json.ts';

/** What makes codex write its log as `refusal-reader` reads it; never more than warnings. */
export const refusalLogEnvironment = {
  RUST_LOG: 'error,codex_login::auth::manager=warn',
  LOG_FORMAT: 'json',
} as const;

const Entry = v.object({
  target: v.literal('codex_login::auth::manager'),
  fields: v.object({ message: v.literal('Encountered unknown response while refreshing token') }),
});

/**
 * Reads a codex's log for refusals whose reason codex did not know. No answer of the app-server
 * (0.169.0) tells them from a refusal by the issuer, though a proxy's page is one of them.
 */
export class RefusalReader {
  readonly #lines = new LineSplitter();
  #unnamed = 0;
  #deaf = false;

  /** How many were seen. */
  get unnamed(): number {
    return this.#unnamed;
  }

  push(chunk: string): void {
    if (this.#deaf) return;
    try {
      for (const line of this.#lines.push(Buffer.from(chunk))) {
        if (v.is(Entry, parseJson(line))) this.#unnamed += 1;
      }
    } catch {
      // A line without an end: what can no longer be told apart counts as the issuer's refusal.
      this.#deaf = true;
    }
  }
}
