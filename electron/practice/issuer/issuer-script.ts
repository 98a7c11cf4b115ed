import type { IssuerAccount } from './issuer-account.ts';
import type { RefreshRefusal, TokenMaking } from './issued-tokens.ts';

/** How the issuer behaves; read at every request, so that it may change at any time. */
export interface IssuerScript extends TokenMaking {
  /** Who signs in from now on. */
  readonly person: IssuerAccount;
  /** Refuses every refresh with 401 and this code; null refuses only what is not good. */
  readonly refuseRefresh: RefreshRefusal | null;
  readonly deviceLifetimeMs: number;
  /** How often codex is to ask for a device code's answer, in whole seconds. */
  readonly pollSeconds: number;
  /** Sends callbacks with another state than the one that was asked with. */
  readonly wrongState: boolean;
}

/** A way in which an endpoint answers otherwise than it should. */
export type IssuerFault =
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers 302 to another address. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Answers 200 with the HTML page of a captive portal. */
  | { readonly kind: 'captive-portal' }
  | { readonly kind: 'status'; readonly status: number; readonly body: unknown }
  /** Cuts the connection. */
  | { readonly kind: 'drop' };
