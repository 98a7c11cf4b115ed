import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeFinding } from '../../shared/describe-finding.ts';
import { describeGateway, describeNotShown } from '../../shared/describe-gateway.ts';
import { describeActivity, describeHelperAge } from '../../shared/describe-helper.ts';
import { describePairing } from '../../shared/describe-pairing.ts';
import { describeProfiles } from '../../shared/describe-profiles.ts';
import { describeRefusal } from '../../shared/describe-refusal.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import { countHelpers } from '../../shared/describe-summary.ts';
import { count, oneLine } from '../../shared/format.ts';
import { plainLine } from '../../shared/show-codes.ts';
import type {
  GatewayState,
  PanelState,
  GatewayView,
  HelperView,
  SessionView,
} from '../../shared/state.ts';

/** Invisible but for the joiners, which some languages and emoji are written with. */
const INVISIBLE = /(?![\u200C\u200D])\p{Cf}/gu;

/**
 * Text of any origin made safe for a terminal: one line, control and escape characters as their codes.
 * The isolations of names go, which a terminal does not know. Pure.
 */
export const plainText = (text: string): string =>
  plainLine(text.replaceAll(/[\u2068\u2069]/g, ''))
    .replaceAll(INVISIBLE, ' ')
    .trim();

const width = (text: string): number => Array.from(text).length;

/** Rows in aligned columns, two spaces apart; the last column is as long as it is. */
export const aligned = (rows: readonly (readonly string[])[]): string => {
  const clean = rows.map((row) => row.map(plainText));
  const columns = Math.max(0, ...clean.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...clean.map((row) => width(row[at] ?? ''))),
  );
  return clean
    .map((row) =>
      row
        .map((cell, at) =>
          at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - width(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

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

const gatewayLine = (view: GatewayView, now: number): string => {
  const { title, countdown, detail } = describeGateway(view, now);
  const { state } = view;
  const pairing = state.phase === 'blocked' ? describePairing(state.failure) : '';
  return `${title}. ${countdown === null ? '' : `${countdown}. `}${detail} ${pairing}`.trim();
};

const sessionsLine = (sessions: readonly SessionView[], notShown: string | null): string => {
  const running = sessions.filter(({ hasActiveRun }) => hasActiveRun).length;
  return [
    count(sessions.length, 'session'),
    ...(running === 0 ? [] : [`${running} in a turn`]),
    ...(notShown === null ? [] : [notShown]),
  ].join(', ');
};

const helpersLine = (helpers: readonly HelperView[]): string => {
  const counts = countHelpers(helpers).map(({ text }) => text);
  if (helpers.length === 0) return 'none yet';
  return counts.length === 0 ? `${helpers.length} ended` : counts.join(' · ');
};

/** The helpers as rows: id, name, state in words, age. */
export const helpersText = (helpers: readonly HelperView[], now: number): string =>
  helpers.length === 0
    ? 'No helpers yet. Start one: bulkhead spawn --template codex-5.5 -- "review this repo"'
    : aligned(
        helpers.map((helper) => [
          helper.id,
          helper.name,
          describeHelperAge(helper, now),
          oneLine(describeActivity(helper), 100),
        ]),
      );

/** The templates as rows: id, name, model, credential, sandbox. */
export const templatesText = ({ templates, credentials }: PanelState): string => {
  const kindOf = (credential: string): string =>
    credentials.find(({ id }) => id === credential)?.kind === 'account' ? 'account' : 'key';
  return aligned(
    templates.map(({ id, name, model, provider, credential, sandbox }) => [
      id,
      name,
      model,
      provider?.name ?? 'OpenAI',
      `${kindOf(credential)} ${credential}`,
      sandbox,
    ]),
  );
};

/** What `bulkhead status` prints for a person. Pure. */
export const statusText = (
  state: PanelState,
  sessions: readonly SessionView[],
  now: number,
): string => {
  const { app } = state;
  const runs = `Electron ${app.electron}${app.standIn ? ', a stand-in' : ''}`;
  const head = aligned([
    ['Bulkhead', `${app.version}, pid ${app.pid}, ${runs}${app.practice ? ', practice' : ''}`],
    ['Gateway', gatewayLine(state.gateway, now)],
    ['Sessions', sessionsLine(sessions, describeNotShown(state.gateway))],
    ['Helpers', helpersLine(state.helpers)],
  ]);
  const helpers = state.helpers.length === 0 ? '' : `\n\n${helpersText(state.helpers, now)}`;
  return `${head}${helpers}`;
};
