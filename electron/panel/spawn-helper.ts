import type { CommandInput, Origin } from '../../shared/contract.ts';
import { failed, type Reply } from '../../shared/result.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import { unknownId } from '../base/errors.ts';

/** What starting a helper needs of the panel. */
export interface SpawnParts {
  readonly settings: Pick<SettingsModel, 'template' | 'rememberSpawn'>;
  readonly fleet: Pick<HelperFleet, 'spawn' | 'folderFailure'>;
  /** Where a helper works when neither the person nor its template names a folder. */
  readonly personHome: string;
}

/**
 * Starts a helper from a template. An unknown template or a folder that no helper can work in is
 * answered and nothing is started; everything that goes wrong later is the helper's own state.
 */
export const spawnHelper = async (
  { settings, fleet, personHome }: SpawnParts,
  input: CommandInput<'helpers.spawn'>,
  origin: Origin,
): Promise<Reply<{ readonly id: string }>> => {
  const { templateId, prompt, isolated = true, spawnedBy = null, name = null } = input;
  const template = settings.template(templateId);
  if (template === null) {
    return unknownId(`template “${templateId}”`);
  }
  const cwd = input.cwd ?? template.cwd ?? personHome;
  const wrong = await fleet.folderFailure(cwd);
  if (wrong !== null) return failed(wrong);
  // What others start is no choice of the person at the window.
  if (origin === 'window') settings.rememberSpawn({ templateId, cwd });
  return fleet.spawn({ template, prompt, cwd, isolated, spawnedBy, name });
};
