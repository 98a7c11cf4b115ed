import { countChecks, type DrillCheck, type DrillView } from '../../shared/drill.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { Failure } from '../../shared/failure.ts';
import { statusOf } from '../../shared/failure.ts';
import type {
  GatewayView,
  HelperView,
  PanelState,
  SessionView,
  TimelineEntry,
} from '../../shared/state.ts';
import type { RecentEvent } from '../base/recent-log.ts';
import { vocabulary } from './vocabulary.ts';

/** All that a bundle is made from. Times are epoch ms. */
export interface BundleInput {
  readonly now: number;
  readonly platform: string;
  readonly state: PanelState;
  readonly sessions: readonly SessionView[];
  readonly events: readonly RecentEvent[];
}

/** A text as it is where it is one of our own words, else that it is another. */
const word = (text: string): string => (vocabulary.has(text) ? text : 'other');

const version = (text: string): string =>
  /^\d{1,5}(?:\.\d{1,5}){1,3}$/.test(text) ? text : 'other';

/** What code of ours calls a line of the log: words of small letters, and never a value. */
const eventName = (text: string): string =>
  text.length <= 60 && /^[a-z]+(?:[ .-][a-z]+)*$/.test(text) ? text : 'other';

const number = (value: number): string => (Number.isFinite(value) ? String(value) : 'unknown');

const times = (n: number): string => (n === 1 ? 'once' : `${number(n)} times`);

const time = (at: number | null): string => {
  const date = new Date(at ?? NaN);
  return Number.isNaN(date.getTime()) ? 'never' : date.toISOString();
};

/** Behind a moment, in ms; empty for what did not happen. */
const after = (name: string, at: number | null, since: number): string =>
  at === null ? '' : `, ${name} +${number(Math.round(at - since))} ms`;

const failed = (failure: Failure | null): string => {
  if (failure === null) return '';
  const status = statusOf(failure);
  const told = status === null ? '' : `, status ${number(status)}`;
  return ` (${word(failure.kind)}${told}, detail of ${number(failure.detail.length)} characters)`;
};

const failureOf = (state: object): Failure | null =>
  'failure' in state ? (state.failure as Failure | null) : null;

const moments = (timeline: readonly TimelineEntry[]): readonly string[] =>
  timeline.slice(-12).map(({ at, tone }) => `    ${time(at)} ${word(tone)}`);

const tally = (words: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const one of words) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, n]) => `${n} ${one}`).join(', ') || 'none';
};

const gatewayLines = (view: GatewayView): readonly string[] => [
  `  ${word(view.state.phase)}${failed(failureOf(view.state))}, attempts ${number(view.attempts)}, reconnects ${number(view.reconnects)}`,
  `  address from ${word(view.addressSource)}, token from ${word(view.tokenSource)}, version ${version(view.version ?? '')}`,
  `  ${number(view.scopes.length)} scopes, sessions read ${time(view.sessionsReadAt)}`,
  ...moments(view.timeline),
];

const helperLines = (view: HelperView, n: number): readonly string[] => {
  const { state, queuedAt: since } = view;
  const blast =
    view.blastRadius === null
      ? 'not measured'
      : view.blastRadius.same
        ? 'nothing moved'
        : `${number(view.blastRadius.changed.length)} moved`;
  const traits = [view.isolated ? 'isolated' : 'shared', word(view.sandbox), word(view.approvals)];
  return [
    `  ${n}: ${word(state.phase)}${failed(failureOf(state))}, ${traits.join(', ')}${view.fromHistory ? ', of an earlier run' : ''}`,
    `    queued ${time(since)}${after('started', view.startedAt, since)}${after('first word', view.firstDeltaAt, since)}${after('refused', view.refusedAt, since)}${after('failed', view.failedAt, since)}${after('ended', view.endedAt, since)}`,
    `    prompt of ${number(view.prompt.length)} characters, sent ${times(view.promptsSent)}; output of ${number(view.outputLength)}; ${number(view.toolsRun)} tools, ${number(view.totalTokens ?? 0)} tokens; beside it: ${blast}`,
    ...moments(view.timeline),
  ];
};

const credentialLine = (view: CredentialView, n: number): string =>
  `  ${n}: ${word(view.kind)}, ${word(view.state.phase)}, kept in ${word(view.store)}, generation ${number(view.generation)}, worked ${time(view.lastWorkedAt)}, refused ${time(view.lastRefusedAt)}${view.signIn === null ? '' : ', sign-in shown'}`;

const checkLine = ({ name, state }: DrillCheck): string => {
  if (!('seen' in state)) return `  ${word(name)}: ${word(state.phase)}`;
  const { seen } = state;
  return `  ${word(name)}: ${word(state.phase)} in ${number(state.tookMs)} ms, ended ${word(seen.end ?? 'none')} (wanted ${word(seen.wanted ?? 'none')}), main stood ${number(Math.round(seen.stoodMs))} ms (machine ${number(Math.round(Math.max(seen.machineMs, seen.waitedMs)))}), bystander ${number(Math.round(seen.lateMs ?? NaN))} ms late, ${number(seen.processesLeft)} processes and ${number(seen.filesLeft)} files left`;
};

const drillLines = (view: DrillView): readonly string[] => {
  if (view.phase === 'never') return ['  never'];
  const { held, broke } = countChecks(view.checks);
  const how = view.phase === 'ended' ? `${word(view.how)}${failed(view.failure)}` : 'running';
  return [
    `  ${time(view.startedAt)}: ${how}, ${held} held, ${broke} broke`,
    ...view.checks.map(checkLine),
  ];
};

const mostHelpers = 60;

/**
 * What happened lately, as a text that a person can read whole: states, sizes, times and versions. No
 * text of anybody else's is in it, be it a prompt, an answer, a path, an address or a name: what is
 * printed is a number, or a word of `vocabulary`. Pure.
 */
export const bundleText = ({ now, platform, state, sessions, events }: BundleInput): string => {
  const { app, settings } = state;
  const helpers = state.helpers.slice(-mostHelpers);
  const codex =
    app.codex.phase === 'found'
      ? `found ${version(app.codex.version)}, sandboxes ${Object.values(app.codex.sandboxes).map(word).join(' and ')}`
      : `${word(app.codex.phase)}${failed(failureOf(app.codex))}`;
  return [
    `Bulkhead bundle, made ${time(now)}`,
    'States, sizes and times. No prompt, answer, name, path, address or secret is in it.',
    '',
    'App',
    `  Bulkhead ${version(app.version)}, Electron ${version(app.electron)}${app.standIn ? ' (stand-in)' : ''}, Linux ${version(platform)}, started ${time(app.startedAt)}${app.practice ? ', practice' : ''}`,
    `  password store ${word(app.keyring.phase)}, tray ${word(app.tray)}, notices: ${tally(app.notices.map(({ tone }) => word(tone)))}`,
    `  codex: ${codex}`,
    '',
    'Gateway',
    ...gatewayLines(state.gateway),
    '',
    `Sessions: ${tally(sessions.map(({ status }) => word(status)))}`,
    '',
    `Helpers: ${tally(state.helpers.map((view) => word(view.state.phase)))}`,
    ...helpers.flatMap((view, at) => helperLines(view, at + 1)),
    '',
    'Credentials',
    ...state.credentials.map((view, at) => credentialLine(view, at + 1)),
    '',
    'Settings',
    `  ${number(state.templates.length)} templates, helpers alive ${number(settings.limits.alive)}, starting ${number(settings.limits.starting)}, first word within ${number(settings.watchdog.firstEventMs)} ms, silent for ${number(settings.watchdog.progressMs)} ms`,
    '',
    'Drill',
    ...drillLines(state.drill),
    '',
    'Log',
    ...events.map(({ at, level, event }) => `  ${time(at)} ${word(level)} ${eventName(event)}`),
    '',
  ].join('\n');
};
