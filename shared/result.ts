import type { Failure } from './failure.ts';

/** The outcome of a command: it never throws across a boundary. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const ok = <T>(value: T): Reply<T> => ({ ok: true, value });

export const failed = (cause: Failure): Reply<never> => ({ ok: false, failure: cause });
