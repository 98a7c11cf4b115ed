import type { CredentialProfile, CredentialView } from './credential.ts';
import { dayTime } from './format.ts';
import { isolated } from './isolated.ts';

const metWords = {
  worked: 'worked',
  'auth-failed': 'authentication failed',
  limited: 'met a limit',
  unknown: 'could not be tried',
} satisfies Readonly<Record<NonNullable<CredentialProfile['met']>['what'], string>>;

const wordsOf = ({ name, says, endsAt, met }: CredentialProfile, now: number): string => {
  const end = endsAt === null ? '' : ` until ${dayTime(endsAt, now)}`;
  const tried = met === null ? 'not checked' : `${metWords[met.what]} ${dayTime(met.at, now)}`;
  return `${isolated(name)} (OpenClaw says ${isolated(says)}${end}; ${tried})`;
};

/** The several keys and sign-ins behind one row; null where there is one at most. Pure. */
export const describeProfiles = (view: CredentialView, now: number): string | null =>
  view.profiles === undefined
    ? null
    : `OpenClaw changes between ${view.profiles.length} profiles by itself: ${view.profiles
        .map((one) => wordsOf(one, now))
        .join(', ')}.`;
