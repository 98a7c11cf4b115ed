import type { CredentialView, SignInView } from '../../../shared/credential.ts';
import { ok } from '../../../shared/result.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';
import { refusedCredential } from '../../support/scripted-panel.ts';

/** The command line beside a panel whose credentials a test writes. */
export interface CredentialsCli extends CliUnderTest {
  /** These are all the credentials there are. */
  show(...credentials: readonly CredentialView[]): void;
  /** Answers a sign-in as the panel does: it is under way before the answer. */
  answerSignIn(first: SignInView): void;
  /** The commands that the panel was given, with their input. */
  asked(): readonly (readonly [unknown, unknown])[];
}

/** The row of an account named Work that was refused while three helpers need it. */
export const workAccount = (change: Partial<CredentialView> = {}): CredentialView => ({
  ...refusedCredential(3),
  id: 'work',
  label: 'Work',
  kind: 'account',
  acts: ['sign-in', 'sign-out', 'check'],
  ...change,
});

/** What was printed with `--json`. */
export const jsonLines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

export const openCredentialsCli = async (): Promise<CredentialsCli> => {
  const cli = await openCli();
  const { panel } = cli;
  const show = (...credentials: readonly CredentialView[]): void =>
    panel.store.setCredentials(credentials);
  return {
    ...cli,
    show,
    answerSignIn: (first) =>
      panel.answer((name) => {
        if (name === 'credentials.sign-in') show(workAccount({ signIn: first }));
        if (name === 'credentials.sign-in-cancel') show(workAccount());
        return ok(null);
      }),
    asked: () => panel.asked.map(({ name, input }) => [name, input] as const),
  };
};
