import type {
  CredentialKind,
  CredentialState,
  Keyring,
  SecretStore,
} from '../../shared/credential.ts';
import { drillChecks, type DrillCheckState, type DrillView } from '../../shared/drill.ts';
import type { FailureCause } from '../../shared/failure.ts';
import type {
  AddressSource,
  AppState,
  Approvals,
  CodexView,
  GatewayState,
  HelperPhase,
  Sandbox,
  SandboxFinding,
  SessionView,
  TokenSource,
  Tone,
} from '../../shared/state.ts';
import type { RecentEvent } from '../base/recent-log.ts';

/** All words of a type; one that lacks does not compile. */
const all = <T extends string>(words: Readonly<Record<T, true>>): readonly string[] =>
  Object.keys(words);

type Phase =
  | AppState['tray']
  | CodexView['phase']
  | CredentialState['phase']
  | DrillCheckState['phase']
  | DrillView['phase']
  | GatewayState['phase']
  | HelperPhase
  | Keyring['phase']
  | SessionView['status']
  | Extract<DrillView, { readonly phase: 'ended' }>['how'];

type Kind =
  | AddressSource
  | Approvals
  | CredentialKind
  | FailureCause['kind']
  | RecentEvent['level']
  | Sandbox
  | SandboxFinding
  | SecretStore
  | TokenSource
  | Tone;

const phases = all<Phase>({
  asking: true,
  blocked: true,
  broke: true,
  cancelled: true,
  'cannot-store': true,
  completed: true,
  connected: true,
  connecting: true,
  degraded: true,
  done: true,
  ended: true,
  'ends-soon': true,
  failed: true,
  found: true,
  good: true,
  handshaking: true,
  held: true,
  idle: true,
  late: true,
  limited: true,
  locked: true,
  looking: true,
  'needs-sign-in': true,
  never: true,
  none: true,
  'not-checked': true,
  'not-run': true,
  practice: true,
  queued: true,
  ready: true,
  'refused-by-gateway': true,
  renewing: true,
  running: true,
  shown: true,
  starting: true,
  stopped: true,
  stopping: true,
  'to-do': true,
  unknown: true,
  unlocked: true,
  unusable: true,
  waiting: true,
  'waiting-for-sign-in': true,
  whole: true,
});

const kinds = all<Kind>({
  account: true,
  'api-key': true,
  attention: true,
  'broken-pipe': true,
  broken: true,
  'cannot-tell': true,
  closed: true,
  'codex-home': true,
  default: true,
  device: true,
  'device-token': true,
  environment: true,
  error: true,
  exited: true,
  fail: true,
  file: true,
  forbidden: true,
  gateway: true,
  'gateway-model-key': true,
  'gateway-model-sign-in': true,
  'gateway-password': true,
  'gateway-token': true,
  incompatible: true,
  info: true,
  'invalid-input': true,
  keeper: true,
  keyring: true,
  limit: true,
  memory: true,
  misconfigured: true,
  'missing-scope': true,
  'needs-confirmation': true,
  neutral: true,
  never: true,
  'no-answer': true,
  'no-sandbox': true,
  none: true,
  'not-found': true,
  'not-opened': true,
  ok: true,
  'on-request': true,
  open: true,
  'openclaw.json': true,
  'pairing-required': true,
  practice: true,
  protocol: true,
  'provider-error': true,
  quota: true,
  'rate-limited': true,
  'read-only': true,
  settings: true,
  stalled: true,
  storage: true,
  unauthorized: true,
  unexpected: true,
  unknown: true,
  'unknown-id': true,
  unreachable: true,
  unreadable: true,
  untrusted: true,
  warn: true,
  work: true,
  'workspace-write': true,
  'would-leak': true,
});

/** Every text that may stand in a bundle as it is: words of ours, and none of anybody else's. */
export const vocabulary: ReadonlySet<string> = new Set([
  ...phases,
  ...kinds,
  ...drillChecks,
  'parked',
]);
