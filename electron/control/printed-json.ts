import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { describeCause, type FailureSubject } from '../../shared/describe-cause.ts';
import { providerOf, statusOf, type Failure } from '../../shared/failure.ts';
import { sandboxFailure } from '../../shared/sandbox-failure.ts';
import type {
  BlastRadius,
  CodexView,
  GatewayView,
  HelperView,
  PanelState,
  SessionView,
} from '../../shared/state.ts';
import { controlVersion } from './protocol.ts';

/**
 * A failure as the CLI prints it: all that is known of it (what was found and needed, what it is
 * about, when it opens again), with the sentence that the window has for it.
 */
export const failureJson = (failed: Failure, subject: FailureSubject) => ({
  ...failed,
  sentence: describeCause(failed, subject),
  status: statusOf(failed),
  provider: providerOf(failed),
});

const signInJson = (signIn: SignInView) =>
  signIn.phase === 'failed' ? { ...signIn, failure: failureJson(signIn.failure, 'app') } : signIn;

/** A credential as the CLI prints it; times in epoch ms, and no secret in it. */
export const credentialJson = (view: CredentialView) => ({
  id: view.id,
  label: view.label,
  provider: view.provider,
  kind: view.kind,
  phase: view.state.phase,
  state: view.state,
  generation: view.generation,
  store: view.store,
  declared: view.declared,
  observed: {
    workedAt: view.lastWorkedAt,
    workedBy: view.lastWorkedBy,
    refusedAt: view.lastRefusedAt,
    refusedBy: view.lastRefusedBy,
    refusedCode: view.lastRefusedCode,
  },
  finding: view.finding,
  ...(view.profiles === undefined ? {} : { profiles: view.profiles }),
  signIn: view.signIn === null ? null : signInJson(view.signIn),
  acts: view.acts,
});

const failureOf = (state: GatewayView['state'] | HelperView['state']): Failure | null =>
  'failure' in state ? state.failure : null;

const gatewayJson = (view: GatewayView) => {
  const { state } = view;
  const failed = failureOf(state);
  return {
    phase: state.phase,
    reason: failed?.kind === 'unreachable' ? failed.reason : null,
    url: view.url,
    addressSource: view.addressSource,
    tokenSource: view.tokenSource,
    connId: view.connId,
    bootId: view.bootId,
    version: view.version,
    since: 'since' in state ? state.since : null,
    attempts: view.attempts,
    reconnects: view.reconnects,
    retryAt: state.phase === 'waiting' ? state.retryAt : null,
    failure: failed === null ? null : failureJson(failed, 'gateway'),
  };
};

const blastJson = (blast: BlastRadius | null) =>
  blast === null ? null : { same: blast.same, changed: blast.changed };

/** A helper as the CLI prints it; times in epoch ms. */
export const helperJson = (helper: HelperView) => {
  const failed = failureOf(helper.state);
  return {
    id: helper.id,
    template: helper.templateId,
    phase: helper.state.phase,
    pid: helper.pid,
    clientId: helper.clientId,
    isolated: helper.isolated,
    spawnedBy: helper.spawnedBy,
    credentialId: helper.credentialId,
    credentialGeneration: helper.credentialGeneration,
    cwd: helper.cwd,
    sandbox: helper.sandbox,
    approvals: helper.approvals,
    queuedAt: helper.queuedAt,
    startedAt: helper.startedAt,
    firstDeltaAt: helper.firstDeltaAt,
    refusedAt: helper.refusedAt,
    failedAt: helper.failedAt,
    endedAt: helper.endedAt,
    failure: failed === null ? null : failureJson(failed, 'helper'),
    blastRadius: blastJson(helper.blastRadius),
  };
};

const sessionJson = (row: SessionView) => ({
  key: row.key,
  label: row.label,
  provider: row.provider,
  model: row.model,
  status: row.status,
  hasActiveRun: row.hasActiveRun,
  runStartedAt: row.runStartedAt,
  updatedAt: row.updatedAt,
  totalTokens: row.totalTokens,
  contextTokens: row.contextTokens,
  lastError: row.lastError,
  parentKey: row.parentKey,
  kind: row.kind,
});

/** The codex that helpers run, and what was found of its sandboxes. */
const codexJson = (codex: CodexView) => ({
  phase: codex.phase,
  path: codex.phase === 'found' ? codex.path : null,
  version: codex.phase === 'found' ? codex.version : null,
  sandboxes:
    codex.phase === 'found'
      ? Object.entries(codex.sandboxes).map(([sandbox, found]) => {
          const failed = sandboxFailure(found);
          const why = failed === null ? null : failureJson(failed, 'helper');
          return { sandbox, found, failure: why };
        })
      : [],
  failure: codex.phase === 'unusable' ? failureJson(codex.failure, 'helper') : null,
});

/** What `bulkhead status --json` prints. Stable: members are added, never renamed. Pure. */
export const statusJson = (state: PanelState, sessions: readonly SessionView[]) => ({
  v: controlVersion,
  app: {
    pid: state.app.pid,
    electron: state.app.electron,
    version: state.app.version,
    practice: state.app.practice,
    standIn: state.app.standIn,
    keyring: state.app.keyring.phase,
  },
  codex: codexJson(state.app.codex),
  gateway: gatewayJson(state.gateway),
  sessions: sessions.map(sessionJson),
  // Left out when the rows are all there are; null when it is not known how many are missing.
  ...(state.gateway.sessionsNotShown === 0
    ? {}
    : { sessionsNotShown: state.gateway.sessionsNotShown }),
  helpers: state.helpers.map(helperJson),
  credentials: state.credentials.map(credentialJson),
});
