import * as v from 'valibot';
import type { JwtFacts } from './jwt-facts.ts';
import { secretPrint } from '../keys/secret-print.ts';

const time = v.nullable(v.pipe(v.number(), v.finite()));

/**
 * What is known of an account's sign-in apart from its tokens; kept across restarts, so that a row
 * can be shown before anything is started. `codex` is the home of the person's own command line.
 */
export const AccountNoteSchema = v.object({
  store: v.picklist(['keyring', 'file', 'ephemeral', 'codex']),
  email: v.nullable(v.string()),
  plan: v.nullable(v.string()),
  accountId: v.nullable(v.string()),
  userId: v.nullable(v.string()),
  /** End of the access token, epoch ms. */
  endsAt: time,
  signedInAt: v.pipe(v.number(), v.finite()),
  /** Salted fingerprint of the newest access token that was seen; null in older files. */
  print: v.optional(v.nullable(v.string()), null),
});

export type AccountNote = Readonly<v.InferOutput<typeof AccountNoteSchema>>;

/** True for the token that the note was last made of. */
export const isNoted = (note: AccountNote | null, token: string): boolean =>
  typeof note?.print === 'string' && secretPrint.matches(note.print, token);

/** The note of a token that was seen in a place; what it does not say stays as it was. */
export const noteOf = (
  store: AccountNote['store'],
  token: string,
  facts: JwtFacts | null,
  before: AccountNote | null,
  now: number,
): AccountNote => ({
  store,
  email: facts?.email ?? before?.email ?? null,
  plan: facts?.plan ?? before?.plan ?? null,
  accountId: facts?.accountId ?? null,
  userId: facts?.userId ?? null,
  endsAt: facts?.endsAt ?? null,
  signedInAt: before?.signedInAt ?? now,
  print: isNoted(before, token) ? (before?.print ?? null) : secretPrint.of(token),
});

/** Whether two sign-ins are the same person's, as far as the tokens tell. Pure. */
export const samePerson = (note: AccountNote, { accountId, userId }: JwtFacts): boolean =>
  (note.accountId === null || accountId === null || note.accountId === accountId) &&
  (note.userId === null || userId === null || note.userId === userId);
