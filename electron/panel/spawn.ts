import type { CommandInput, Origin } from '../../shared/contract.ts';
import { consentOf } from '../../shared/describe-preflight.ts';
import { failure } from '../../shared/failure.ts';
import type { Preflight } from '../../shared/preflight.ts';
import { failed, type Reply, ok } from '../../shared/result.ts';
import type { Template } from '../../shared/settings.ts';
import type { SessionView } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { unknownId } from '../base/errors.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import { folderFindings, type Writer } from '../helpers/folder-findings.ts';
import { machineFiles, machineRoom } from '../helpers/machine-room.ts';
import { preflight } from '../helpers/preflight.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { ProgramSearch } from './program.ts';
import type { SessionFeed } from './session-feed.ts';
import type { PanelStore } from './store.ts';

const endOf = (url: string): string | null => {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname;
  return `${host}:${port === '' ? (isSecure ? '443' : '80') : port}`;
};

/** The agent that a model of the gateway's own HTTP API names; null is its default one. */
const agentOf = (model: string): string | null => {
  const agent = /^openclaw\/(.+)$/.exec(model)?.[1];
  return agent === undefined || agent === 'default' ? null : agent;
};

/**
 * The session that would be blocked when a helper's request is refused, or null. A codex helper has
 * a credential of its own and blocks nobody. One whose template sends to the gateway's own address
 * (`/v1/responses`, OpenClaw 2026.9.6) runs inside it, as a run of an agent, on the gateway's own
 * model credentials: a refusal there puts that credential into cooldown for every session on it.
 * That is told of the session that asked (`spawnedBy`), else of one that runs, else of the newest;
 * only sessions of the same agent count, and only with a provider that is known. Pure.
 */
export const sharedSession = (
  template: Pick<Template, 'provider' | 'model'>,
  spawnedBy: string | null,
  gatewayUrl: string,
  sessions: readonly SessionView[],
): { readonly provider: string; readonly session: string } | null => {
  if (template.provider === null) return null;
  const target = endOf(template.provider.baseUrl);
  if (target === null || target !== endOf(gatewayUrl)) return null;
  const agent = agentOf(template.model);
  const onIt = sessions.filter(
    ({ key, provider }) =>
      provider !== null && (agent === null || key.startsWith(`agent:${agent}:`)),
  );
  const newest = [...onIt].sort((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0));
  const found =
    onIt.find(({ key }) => key === spawnedBy) ??
    newest.find(({ hasActiveRun }) => hasActiveRun) ??
    newest[0];
  return found === undefined || found.provider === null
    ? null
    : { provider: found.provider, session: found.key };
};

/**
 * Sessions that have a folder named to them (`spawnedWorkspaceDir`, OpenClaw 2026.9.6) and are at
 * work in it now. Pure.
 */
const sessionWriters = (sessions: readonly SessionView[]): readonly Writer[] =>
  sessions.flatMap(({ key, workspace, hasActiveRun }) =>
    workspace !== undefined && hasActiveRun
      ? [{ who: 'session', name: key, folder: workspace }]
      : [],
  );

/** What starting a helper needs of the panel. */
export interface SpawnParts {
  readonly settings: Pick<SettingsModel, 'template' | 'rememberSpawn'>;
  readonly fleet: Pick<HelperFleet, 'spawn' | 'folder' | 'writers' | 'prepare'>;
  /** Where a helper works when neither the person nor its template names a folder. */
  readonly personHome: string;
}

/**
 * Starts a helper from a template. An unknown template or a folder that no helper can work in is
 * answered and nothing is started, and so is a yes that is needed and that nobody gave, whoever asks;
 * everything that goes wrong later is the helper's own state.
 */
export const spawnHelper = async (
  { settings, fleet, personHome }: SpawnParts,
  input: CommandInput<'helpers.spawn'>,
  origin: Origin,
): Promise<Reply<{ readonly id: string }>> => {
  const { templateId, prompt, isolated = true, spawnedBy = null, name = null } = input;
  const { confirmed = false } = input;
  const template = settings.template(templateId);
  if (template === null) {
    return unknownId(`template “${templateId}”`);
  }
  const cwd = input.cwd ?? template.cwd ?? personHome;
  const folder = await fleet.folder(cwd);
  if ('failure' in folder) return failed(folder.failure);
  if (template.sandbox === 'workspace-write' && !confirmed) {
    const { realPath, realHome } = folder;
    const consent = consentOf(folderFindings(realPath, realHome, fleet.writers()));
    if (consent !== null) {
      return failed(failure({ kind: 'needs-confirmation', what: consent.refusal }));
    }
  }
  // What others start is no choice of the person at the window.
  if (origin === 'window') settings.rememberSpawn({ templateId, cwd });
  return fleet.spawn({ template, prompt, cwd, isolated, spawnedBy, name });
};

/**
 * Has a client ready for a helper of this template, so that what is left of its start is the prompt.
 * Answers at once; that none can be had is told by the look before the spawn.
 */
export const prepareSpawn = (
  { settings, fleet, personHome }: SpawnParts,
  { templateId, cwd }: CommandInput<'helpers.prepare'>,
): Reply<null> => {
  const template = settings.template(templateId);
  if (template === null) return unknownId(`template “${templateId}”`);
  void fleet.prepare({ template, cwd: cwd ?? template.cwd ?? personHome });
  return ok(null);
};

/** What a look before a spawn needs of the panel. */
export interface PreflightParts {
  readonly settings: Pick<SettingsModel, 'template' | 'settings'>;
  readonly fleet: Pick<HelperFleet, 'folder' | 'writers' | 'refusal' | 'aliveCount'>;
  readonly credentials: Pick<Credentials, 'list'>;
  readonly program: Pick<ProgramSearch, 'find' | 'sandboxFailure'>;
  readonly sessions: Pick<SessionFeed, 'all'>;
  /** Holds the address of the gateway as it is shown. */
  readonly store: Pick<PanelStore, 'get'>;
  readonly personHome: string;
  /** BULKHEAD_HOME. */
  readonly home: string;
  readonly clock: Clock;
}

/** Looks at what starting a helper from a template would meet; answers within 300 ms. */
export const preflightSpawn = async (
  parts: PreflightParts,
  input: CommandInput<'helpers.preflight'>,
): Promise<Reply<Preflight>> => {
  const { settings, fleet, credentials, program, sessions, store } = parts;
  const template = settings.template(input.templateId);
  if (template === null) {
    return unknownId(`template “${input.templateId}”`);
  }
  const cwd = input.cwd ?? template.cwd ?? parts.personHome;
  const found = await preflight(
    {
      program: () => program.find(),
      sandbox: () => program.sandboxFailure(template.sandbox),
      folder: () => fleet.folder(cwd),
      writes: template.sandbox === 'workspace-write',
      writers: () => [...fleet.writers(), ...sessionWriters(sessions.all().rows)],
      refusal: () => fleet.refusal(template),
      credential: () => credentials.list().find(({ id }) => id === template.credential),
      alive: () => ({ alive: fleet.aliveCount, limit: settings.settings.limits.alive }),
      room: (signal) => machineRoom(parts.home, machineFiles(signal)),
      sharedSession: () =>
        sharedSession(
          template,
          input.spawnedBy ?? null,
          store.get().gateway.url,
          sessions.all().rows,
        ),
    },
    parts.clock,
  );
  return ok(found);
};
