import { Archive, type HistoryArchive } from '../helpers/history/archive.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';

/**
 * Opens the archive of the helpers that have left the list; nothing is read before it is asked for
 * something. A lower number in the settings is kept to at once. `end` stops following them.
 */
export const openPanelArchive = (
  deps: PanelDeps,
  settings: Pick<SettingsModel, 'settings' | 'subscribe'>,
): { readonly archive: HistoryArchive; readonly end: () => void } => {
  const most = (): number => settings.settings.history.archive;
  const { ambient, openArchive, paths, redactor } = deps;
  const { log } = ambient;
  const folder = paths.archive;
  const archive =
    openArchive?.({ folder, most }) ??
    new Archive({ folder, most, log, redact: (text) => redactor.known(text) });
  let before = most();
  const end = settings.subscribe(() => {
    const isLower = most() < before;
    before = most();
    if (!isLower) return;
    archive.append([]).catch((error: unknown) => {
      log.warn('archive.not-trimmed', { error: String(error) });
    });
  });
  return { archive, end };
};
