import * as v from 'valibot';

import type { Failure } from '../../../shared/failure.ts';

const text = v.string();
const common = { detail: text, code: v.nullable(text) };
const number = v.number();
const bare = <K extends Failure['kind']>(kind: K) => v.object({ kind: v.literal(kind), ...common });
const named = <K extends Failure['kind']>(kind: K) =>
  v.object({ kind: v.literal(kind), what: text, ...common });
const limited = <K extends Failure['kind']>(kind: K) =>
  v.object({ kind: v.literal(kind), provider: text, opensAt: v.exactOptional(number), ...common });

const reasons = [
  'not-listening',
  'starting',
  'restarting',
  'stopped',
  'abnormal-close',
  'timeout',
  'network',
  'proxy',
  'dropped',
] as const;

/** A failure as it is read back from a file. */
export const FailureSchema = v.variant('kind', [
  v.object({
    kind: v.literal('unauthorized'),
    credentialId: text,
    generation: number,
    provider: text,
    isLockedAway: v.exactOptional(v.literal(true)),
    ...common,
  }),
  v.object({ kind: v.literal('forbidden'), provider: text, ...common }),
  v.object({ kind: v.literal('cannot-tell'), provider: text, ...common }),
  limited('rate-limited'),
  limited('quota'),
  v.object({
    kind: v.literal('provider-error'),
    provider: text,
    status: v.nullable(number),
    ...common,
  }),
  v.object({
    kind: v.literal('unreachable'),
    reason: v.picklist(reasons),
    target: text,
    ...common,
  }),
  v.object({ kind: v.literal('no-answer'), provider: text, silentMs: number, ...common }),
  v.object({ kind: v.literal('stalled'), phase: text, silentMs: number, ...common }),
  v.object({
    kind: v.literal('exited'),
    exitCode: v.nullable(number),
    signal: v.nullable(text),
    stderrTail: text,
    ...common,
  }),
  bare('broken-pipe'),
  bare('protocol'),
  v.object({ kind: v.literal('incompatible'), found: text, needed: text, ...common }),
  v.object({ kind: v.literal('not-found'), command: text, ...common }),
  v.object({
    kind: v.literal('misconfigured'),
    what: text,
    folder: v.exactOptional(text),
    ...common,
  }),
  v.object({ kind: v.literal('pairing-required'), requestId: v.nullable(text), ...common }),
  v.object({ kind: v.literal('missing-scope'), scope: text, ...common }),
  named('invalid-input'),
  named('unknown-id'),
  named('needs-confirmation'),
  named('storage'),
  bare('unexpected'),
]);
