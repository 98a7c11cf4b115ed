import type { CommandInput } from '../../shared/contract.ts';
import type { Preflight } from '../../shared/preflight.ts';
import { ok, type Reply } from '../../shared/result.ts';
import type { SessionView } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { CodexProgram } from '../codex/client.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import { machineFiles, machineRoom } from '../helpers/machine-room.ts';
import { preflight } from '../helpers/preflight.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import { sharedSession } from './shared-session.ts';
import { unknownId } from '../base/errors.ts';

/** What a look before a spawn needs of the panel. */
export interface PreflightParts {
  readonly settings: Pick<SettingsModel, 'template' | 'settings'>;
  readonly fleet: Pick<HelperFleet, 'folderFailure' | 'refusal' | 'aliveCount'>;
  readonly credentials: () => readonly CredentialView[];
  readonly findProgram: () => Promise<CodexProgram>;
  readonly sessions: () => readonly SessionView[];
  /** Address of the gateway as it is shown. */
  readonly gatewayUrl: () => string;
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
  const { settings, fleet, credentials, sessions } = parts;
  const template = settings.template(input.templateId);
  if (template === null) {
    return unknownId(`template “${input.templateId}”`);
  }
  const cwd = input.cwd ?? template.cwd ?? parts.personHome;
  const found = await preflight(
    {
      program: parts.findProgram,
      folder: () => fleet.folderFailure(cwd),
      refusal: () => fleet.refusal(template),
      credential: () => credentials().find(({ id }) => id === template.credential),
      alive: () => ({ alive: fleet.aliveCount, limit: settings.settings.limits.alive }),
      room: (signal) => machineRoom(parts.home, machineFiles(signal)),
      sharedSession: () =>
        sharedSession(template, input.spawnedBy ?? null, parts.gatewayUrl(), sessions()),
    },
    parts.clock,
  );
  return ok(found);
};
