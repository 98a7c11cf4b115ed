import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeFinding } from '../../shared/describe-finding.ts';
import { describeProfiles } from '../../shared/describe-profiles.ts';
import { describeRefusal } from '../../shared/describe-refusal.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import type { GatewayState, PanelState } from '../../shared/state.ts';
import { aligned, plainText } from './plain-text.ts';

const below = (
  view: CredentialView,
  gateway: GatewayState | null,
  now: number,
): readonly string[] => {
  const { sentence } = describeCredential(view, gateway, now);
  const finding = describeFinding(view, now);
  const refusal = describeRefusal(view, now);
  const profiles = describeProfiles(view, now);
  const signIn = describeSignIn(view, now);
  return [
    `${view.label}: ${sentence}`,
    ...(finding === null ? [] : [`${finding.title}. ${finding.text}`]),
    ...(refusal === null ? [] : [refusal]),
    ...(profiles === null ? [] : [profiles]),
    ...(signIn === null ? [] : [`${signIn.title}. ${signIn.sentence}`]),
  ];
};

/** What is below a credential's row: its sentence, what disagrees, a sign-in under way. Pure. */
export const credentialSentences = (
  view: CredentialView,
  gateway: GatewayState | null,
  now: number,
): string => below(view, gateway, now).map(plainText).join('\n');

/** The credentials as rows, each with its sentences below it. Pure; `now` in epoch ms. */
export const credentialsText = (
  { credentials, gateway }: Pick<PanelState, 'credentials' | 'gateway'>,
  now: number,
): string => {
  if (credentials.length === 0) return 'No credentials yet.';
  const rows = credentials.map((view) => {
    const { kind, word, declared, observed } = describeCredential(view, gateway.state, now);
    return [view.id, kind, word, declared, observed.join('; ')];
  });
  const [head = '', ...lines] = aligned([
    ['ID', 'KIND', 'STATE', 'DECLARED', 'OBSERVED'],
    ...rows,
  ]).split('\n');
  return [
    head,
    ...credentials.flatMap((view, at) => [
      lines[at] ?? '',
      ...below(view, gateway.state, now).map((line) => `    ${plainText(line)}`),
    ]),
  ].join('\n');
};
