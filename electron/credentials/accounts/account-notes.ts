import * as v from 'valibot';

import { secretPrint } from '../keys/key-secrets.ts';

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
const noteOf = (
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
const samePerson = (note: AccountNote, { accountId, userId }: JwtFacts): boolean =>
  (note.accountId === null || accountId === null || note.accountId === accountId) &&
  (note.userId === null || userId === null || note.userId === userId);

/** What is known of the accounts' sign-ins, by the id of the account; tells of every change. */
export class AccountNotes {
  readonly #notes: Map<string, AccountNote>;
  readonly #onChange: (notes: ReadonlyMap<string, AccountNote>) => void;

  constructor(
    notes: ReadonlyMap<string, AccountNote>,
    onChange: (notes: ReadonlyMap<string, AccountNote>) => void,
  ) {
    // What lived in the memory of a process went with it.
    this.#notes = new Map([...notes].filter(([, { store }]) => store !== 'ephemeral'));
    this.#onChange = onChange;
  }

  get(id: string): AccountNote | null {
    return this.#notes.get(id) ?? null;
  }

  /** Takes note of a token that was seen in a place; answers whether it is another person's. */
  learn(
    id: string,
    store: AccountNote['store'],
    token: string,
    facts: JwtFacts | null,
    now: number,
  ): boolean {
    const before = this.get(id);
    const note = noteOf(store, token, facts, before, now);
    if (JSON.stringify(before) === JSON.stringify(note)) return false;
    this.#notes.set(id, note);
    this.#onChange(this.#notes);
    return before !== null && facts !== null && !samePerson(before, facts);
  }

  /** The next token is a new sign-in's. */
  forget(id: string): void {
    this.#notes.delete(id);
  }

  /** Nobody is signed in any more. */
  lose(id: string): void {
    if (this.#notes.delete(id)) this.#onChange(this.#notes);
  }
}

/** What an access token says of itself; null for what it does not say, or not in a usable way. */
export interface JwtFacts {
  /** Epoch ms. */
  readonly endsAt: number | null;
  readonly email: string | null;
  readonly plan: string | null;
  /** ChatGPT's account, as the `chatgpt-account-id` header carries it. */
  readonly accountId: string | null;
  readonly userId: string | null;
}

const text = v.fallback(v.optional(v.nullable(v.pipe(v.string(), v.minLength(1))), null), null);
const ofChatgpt = v.object({
  chatgpt_plan_type: text,
  chatgpt_account_id: text,
  chatgpt_user_id: text,
});
const Claims = v.object({
  exp: v.fallback(v.optional(v.nullable(v.number()), null), null),
  email: text,
  'https://api.openai.com/auth': v.fallback(
    v.optional(ofChatgpt, v.getDefaults(ofChatgpt)),
    v.getDefaults(ofChatgpt),
  ),
  'https://api.openai.com/profile': v.fallback(v.optional(v.object({ email: text })), undefined),
});

/** The last moment that a Date can name. */
const lastMoment = 8.64e15;

const momentOf = (exp: number | null): number | null => {
  if (exp === null || exp <= 0) return null;
  const at = exp * 1000;
  return at <= lastMoment ? at : null;
};

/**
 * Reads the claims of a ChatGPT access token (`exp`, `email`, `https://api.openai.com/auth`). Null
 * for a text that is no JWT. The signature is not looked at: only whoever takes the token can judge
 * it, and nothing here is decided by what it says. Pure, never throws.
 */
export const jwtFacts = (token: string): JwtFacts | null => {
  const parts = token.split('.');
  const [, payload] = parts;
  if (parts.length !== 3 || payload === undefined) return null;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  const claims = v.safeParse(Claims, json);
  if (!claims.success || Array.isArray(json)) return null;
  const auth = claims.output['https://api.openai.com/auth'];
  return {
    endsAt: momentOf(claims.output.exp),
    email: claims.output.email ?? claims.output['https://api.openai.com/profile']?.email ?? null,
    plan: auth.chatgpt_plan_type ?? null,
    accountId: auth.chatgpt_account_id ?? null,
    userId: auth.chatgpt_user_id ?? null,
  };
};
