/** A person's account at the practice issuer. */
export interface IssuerAccount {
  /** ChatGPT's account id, as `chatgpt-account-id` carries it. */
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly plan: string;
}

/** Who signs in when nobody else was named. */
export const practiceAccount: IssuerAccount = {
  id: 'acct-practice',
  userId: 'user-practice',
  email: 'ana@example.org',
  plan: 'plus',
};
