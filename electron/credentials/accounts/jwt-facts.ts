import * as v from 'valibot';

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
