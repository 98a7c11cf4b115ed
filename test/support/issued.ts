import { randomBytes } from 'node:crypto';

import type { NewSecret } from '../../electron/practice/issuer/issued-tokens.ts';

/** Makes up an issuer's random texts and remembers each, so that a test can look for all of them. */
export class Issued {
  readonly #secrets: [what: string, secret: string][] = [];

  readonly newSecret: NewSecret = (what) => {
    const secret = randomBytes(24).toString('base64url');
    this.#secrets.push([`${what} ${this.#secrets.length}`, secret]);
    return secret;
  };

  /** All so far, by what each is for and its number. A JWT carries its own inside. */
  get secrets(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#secrets);
  }

  /** The newest refresh token. */
  get refreshToken(): string {
    const found = this.#secrets.findLast(([what]) => what.startsWith('refresh token'));
    if (found === undefined) throw new Error('no refresh token was issued');
    return `rt_${found[1]}`;
  }
}
