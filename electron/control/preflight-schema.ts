import * as v from 'valibot';

import { FailureSchema } from '../helpers/history/failure-schema.ts';

const text = v.string();
const number = v.number();

/** An answer of `helpers.preflight` as it comes over the socket. */
export const PreflightSchema = v.object({
  findings: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('will-fail'), failure: FailureSchema }),
      v.object({
        kind: v.literal('will-wait'),
        credentialId: text,
        provider: text,
        refusedAt: v.nullable(number),
        isLockedAway: v.exactOptional(v.literal(true)),
      }),
      v.object({ kind: v.literal('will-queue'), alive: number, limit: number }),
      v.object({
        kind: v.literal('short-of'),
        what: v.picklist(['processes', 'memory', 'disk']),
        left: number,
      }),
      v.object({ kind: v.literal('ends-soon'), credentialId: text, endsAt: number }),
      v.object({ kind: v.literal('shares-with-session'), provider: text, session: text }),
    ]),
  ),
  codex: v.nullable(text),
  tookMs: number,
});
