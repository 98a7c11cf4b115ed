import { CredentialQuestion } from './credential-question.tsx';

/** Asks before a sign-in is written into a file, and says what that means. */
export const KeepInFile = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={({ label }) => ({
      title: `Keep the sign-in of ${label} in a file?`,
      label: 'Keep in a file',
      lines: [
        'Without an unlocked password store a sign-in lasts until you quit.',
        'It holds from the next sign-in on: nothing is copied from one place to the other.',
        'In a file in Bulkhead’s own folder (0600) it lasts longer, but every program that runs as you can read it.',
      ],
    })}
    done={({ label }) => `From the next sign-in on, ${label} is kept in a file.`}
    command="credentials.keep"
  />
);
