import type { Failure } from './failure.ts';

/** What a gateway lets in by: it looks at nothing else than the one of its own mode. */
export type GatewaySecretKind = 'token' | 'password';

/** Which of the two a gateway refused or missed, by its code (gateway protocol 4). Pure. */
export const refusedSecret = ({ code }: Pick<Failure, 'code'>): GatewaySecretKind =>
  code?.startsWith('AUTH_PASSWORD_') === true ? 'password' : 'token';
