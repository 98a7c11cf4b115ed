import * as v from 'valibot';
import type { JwtFacts } from './jwt-facts.ts';

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
});

export type AccountNote = Readonly<v.InferOutput<typeof AccountNoteSchema>>;

/** The note of a token that was seen in a place; what it does not say stays as it was. Pure. */
export const noteOf = (
  store: AccountNote['store'],
  facts: JwtFacts | null,
  before: AccountNote | undefined,
  now: number,
): AccountNote => ({
  store,
  email: facts?.email ?? before?.email ?? null,
  plan: facts?.plan ?? before?.plan ?? null,
  accountId: facts?.accountId ?? null,
  userId: facts?.userId ?? null,
  endsAt: facts?.endsAt ?? null,
  signedInAt: before?.signedInAt ?? now,
});

/** Whether two sign-ins are the same person's, as far as the tokens tell. Pure. */
export const samePerson = (note: AccountNote, { accountId, userId }: JwtFacts): boolean =>
  (note.accountId === null || accountId === null || note.accountId === accountId) &&
  (note.userId === null || userId === null || note.userId === userId);
