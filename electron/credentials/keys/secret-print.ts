import { createHmac, randomBytes } from 'node:crypto';

const printOf = (secret: string, salt: string): string =>
  `${salt}:${createHmac('sha256', salt).update(secret).digest('hex').slice(0, 16)}`;

/** A fingerprint of a secret, each with a salt of its own: it tells the secret again, and not what it is. */
export const secretPrint = {
  of: (secret: string): string => printOf(secret, randomBytes(8).toString('hex')),
  /** True when it was made of that very secret. */
  matches: (print: string, secret: string): boolean =>
    printOf(secret, print.split(':')[0] ?? '') === print,
} as const;
