import * as v from 'valibot';

/** The tokens of a sign-in, as an issuer gives them. */
export interface AccountTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Whom a token is for, as it says itself. */
export interface TokenClaims {
  readonly email: string | null;
  readonly plan: string | null;
  readonly accountId: string;
  readonly userId: string | null;
}

const text = v.optional(v.nullable(v.string()), null);
const Claims = v.object({
  email: text,
  'https://api.openai.com/auth': v.object({
    chatgpt_plan_type: text,
    chatgpt_account_id: v.string(),
    chatgpt_user_id: text,
  }),
});

/** What a JWT says of its account; null for anything else. No signature is looked at. Pure. */
export const tokenClaims = (token: string): TokenClaims | null => {
  const [, part, signature] = token.split('.');
  if (part === undefined || signature === undefined) return null;
  try {
    const claims = v.parse(Claims, JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
    const auth = claims['https://api.openai.com/auth'];
    return {
      email: claims.email,
      plan: auth.chatgpt_plan_type,
      accountId: auth.chatgpt_account_id,
      userId: auth.chatgpt_user_id,
    };
  } catch {
    return null;
  }
};
