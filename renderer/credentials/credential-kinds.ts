/** What can be added: an account of one's own, the one of the person's codex, or a key. */
export type NewKind = 'account' | 'codex' | 'api-key';

/** The ways to a credential, the usual one first. */
export const credentialKinds = [
  {
    value: 'account',
    name: 'ChatGPT account (sign in)',
    text: 'Opens your browser. Bulkhead keeps a sign-in of its own and renews it for every helper.',
  },
  {
    value: 'codex',
    name: 'Use the sign-in of my codex',
    text: 'Asks your own codex each time; nothing is copied. Bulkhead never signs it in or out: when it ends, run codex login.',
  },
  {
    value: 'api-key',
    name: 'API key',
    text: 'A key or bearer token of any provider.',
  },
] as const satisfies readonly {
  readonly value: NewKind;
  readonly name: string;
  readonly text: string;
}[];

/** The name that a new credential has until the person gives it another. */
export const usualName = {
  account: 'ChatGPT',
  codex: 'ChatGPT of my codex',
  'api-key': '',
} satisfies Readonly<Record<NewKind, string>>;
