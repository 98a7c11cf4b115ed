import { describeCause } from './describe-cause.ts';
import { describeLimit } from './describe-limit.ts';
import type { Failure } from './failure.ts';
import { refusedSecret } from './gateway-secret.ts';
import { capitalised, countdown, dayTime, duration, hostOf } from './format.ts';
import { areFollowed } from './sessions-followed.ts';
import type { AddressSource, GatewayView, Tone } from './state.ts';
import { isolated } from './isolated.ts';

export interface GatewayWords {
  readonly tone: Tone;
  /** `Gateway connected`, `Gateway not reachable`: no full stop, no number that runs. */
  readonly title: string;
  /** `Trying again in 8 s`; apart from the title, because a live region must not read it out. */
  readonly countdown: string | null;
  /** The second line: the real cause, or where we are connected. A sentence or two. */
  readonly detail: string;
  /** Two or three words for the left column and the tray. */
  readonly short: string;
  /** The button beside the sentence; null when there is nothing to press. */
  readonly action: { readonly label: string; readonly command: GatewayCommand } | null;
}

export type GatewayCommand = 'gateway.retry' | 'gateway.connect';

const waitingTitle = (failed: Failure, wasConnected: boolean): { title: string; short: string } => {
  if (failed.kind !== 'unreachable')
    return { title: 'Gateway waits to retry', short: 'Waiting to retry' };
  switch (failed.reason) {
    case 'starting':
      return { title: 'Gateway is starting', short: 'Starting' };
    case 'restarting':
      return { title: 'Gateway is restarting', short: 'Restarting' };
    case 'stopped':
      return { title: 'Gateway was stopped', short: 'Stopped, watching' };
    case 'abnormal-close':
      return {
        title: wasConnected ? 'Gateway connection lost' : 'Gateway ended the connection',
        short: 'Waiting to retry',
      };
    case 'not-listening':
    case 'timeout':
    case 'network':
    case 'proxy':
    case 'dropped':
    case 'busy':
      return { title: 'Gateway not reachable', short: 'Waiting to retry' };
  }
};

const blockedWords = (failed: Failure): { title: string; short: string } => {
  switch (failed.kind) {
    case 'pairing-required':
      return { title: 'Gateway waits for you: this device is not paired', short: 'Needs pairing' };
    case 'unauthorized': {
      const what = refusedSecret(failed);
      return {
        title: `Gateway waits for you: it refused the ${what}`,
        short: `${capitalised(what)} refused`,
      };
    }
    case 'incompatible':
      return { title: 'Gateway speaks another version', short: 'Does not fit' };
    case 'rate-limited':
      return { title: 'Gateway asks to wait', short: 'Asked to wait' };
    default:
      return { title: 'Gateway waits for you: the setup is wrong', short: 'Setup is wrong' };
  }
};

const degradedWords = (failed: Failure): { title: string; short: string } => {
  if (failed.kind === 'missing-scope') {
    return { title: 'Gateway connected, with a right missing', short: 'Right missing' };
  }
  return failed.kind === 'stalled'
    ? { title: 'Gateway does not answer', short: 'Not answering' }
    : { title: 'Gateway connected, with a fault', short: 'Has a fault' };
};

const sentence = (failed: Failure): string => `${describeCause(failed, 'gateway')}.`;

/** A number of silent seconds would go stale, so a silence is told by its beginning. */
const degradedDetail = (failed: Failure, since: string): string =>
  failed.kind === 'stalled'
    ? `No answer since ${since}; the connection is kept and asked again.`
    : `${sentence(failed)} Since ${since}.`;

const answered = (
  { failure: failed, since }: Extract<GatewayView['state'], { phase: 'blocked' }>,
  now: number,
): string =>
  failed.kind === 'rate-limited' || failed.kind === 'quota'
    ? describeLimit(failed, now)
    : `Answered at ${dayTime(since, now, 'seconds')}.`;

const place = (view: GatewayView): string => {
  const version = view.version === null ? '' : `, OpenClaw ${view.version}`;
  return `${isolated(hostOf(view.url))}${version}`;
};

/** The link in words for header, list, tray and command line. Pure; `now` in epoch ms. */
export const describeGateway = (view: GatewayView, now: number): GatewayWords => {
  const { state } = view;
  const base = { countdown: null, action: null } as const;
  switch (state.phase) {
    case 'idle':
      return {
        ...base,
        tone: 'neutral',
        title: 'Gateway not looked for yet',
        detail: place(view),
        short: 'Not connected',
      };
    case 'connecting':
    case 'handshaking':
      return {
        ...base,
        tone: 'work',
        title: 'Connecting to the gateway',
        detail: place(view),
        short: 'Connecting',
      };
    case 'connected': {
      const title =
        view.addressSource === 'practice' ? 'Practice gateway connected' : 'Gateway connected';
      const detail = `${place(view)}, for ${duration(now - state.since)}`;
      return { ...base, tone: 'ok', title, detail, short: 'Connected' };
    }
    case 'degraded':
      return {
        ...base,
        ...degradedWords(state.failure),
        tone: 'attention',
        detail: degradedDetail(state.failure, dayTime(state.since, now, 'seconds')),
        action: { label: 'Retry now', command: 'gateway.retry' },
      };
    case 'waiting':
      return {
        ...waitingTitle(state.failure, view.connId !== null),
        tone: 'attention',
        countdown: `Trying again in ${countdown(state.retryAt - now)}`,
        detail: `${sentence(state.failure)} Attempt ${state.attempt}, since ${dayTime(state.since, now, 'seconds')}.`,
        action: { label: 'Retry now', command: 'gateway.retry' },
      };
    case 'blocked':
      return {
        ...base,
        ...blockedWords(state.failure),
        tone: 'attention',
        detail: `${sentence(state.failure)} ${answered(state, now)} Bulkhead does not try again by itself.`,
        action: { label: 'Try once', command: 'gateway.retry' },
      };
    case 'stopped':
      return {
        ...base,
        tone: 'neutral',
        title: 'Gateway disconnected by you',
        detail: `${isolated(hostOf(view.url))}, since ${dayTime(state.since, now)}. Helpers keep working.`,
        short: 'Disconnected',
        action: { label: 'Connect', command: 'gateway.connect' },
      };
  }
};

/** Where the address came from, in words. */
export const describeAddressSource = (source: AddressSource): string => {
  switch (source) {
    case 'settings':
      return 'from the settings';
    case 'environment':
      return 'from OPENCLAW_GATEWAY_URL';
    case 'openclaw.json':
      return 'from openclaw.json';
    case 'default':
      return 'the usual address';
    case 'practice':
      return 'practice, inside Bulkhead';
  }
};

/** Where the token or password came from, in words. */
export const describeTokenSource = ({
  tokenSource,
  secretKind,
}: Pick<GatewayView, 'tokenSource' | 'secretKind'>): string => {
  switch (tokenSource) {
    case 'settings':
      return `${secretKind} from the settings`;
    case 'environment':
      return `${secretKind} from OPENCLAW_GATEWAY_${secretKind.toUpperCase()}`;
    case 'openclaw.json':
      return `${secretKind} from openclaw.json`;
    case 'device':
      return 'paired as a device';
    case 'practice':
      return 'a token of its own';
    case 'none':
      return `no ${secretKind}`;
  }
};

/** What is said of sessions that the list leaves out; null when it has all of them. */
export const describeNotShown = ({ sessionsNotShown }: GatewayView): string | null => {
  if (sessionsNotShown === 0) return null;
  if (sessionsNotShown === null) return 'more are in the gateway and not shown here';
  const are = sessionsNotShown === 1 ? 'is' : 'are';
  return `${sessionsNotShown} more ${are} in the gateway and not shown here`;
};

/** `State at 14:20:11` for rows that are not followed any more; null while they are true. */
export const describeStale = (
  { state, sessionsReadAt }: Pick<GatewayView, 'state' | 'sessionsReadAt'>,
  now: number,
): string | null =>
  areFollowed(state) || sessionsReadAt === null
    ? null
    : `State at ${dayTime(sessionsReadAt, now, 'seconds')}`;
