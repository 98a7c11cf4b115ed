/** What a random text of the issuer is for; the two that are JWTs carry it inside. */
export type IssuerSecret =
  | 'signing key'
  | 'id token'
  | 'access token'
  | 'refresh token'
  | 'api key'
  | 'authorization code'
  | 'authorization request'
  | 'state'
  | 'device code'
  | 'user code'
  | 'code verifier';

/** Makes up a random text, each time another one. */
export type NewSecret = (what: IssuerSecret) => string;
