import { redactedTexts } from '../base/redact.ts';
import { Archive, type HistoryArchive } from '../helpers/history/archive.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';

/** The archive in this very thread, without the secrets that are known. */
const ownArchive = (
  { paths, redactor, ambient: { log } }: PanelDeps,
  most: () => number,
): HistoryArchive => {
  const archive = new Archive({ folder: paths.archive, most, log });
  return {
    append: (helpers) => archive.append(redactedTexts(helpers, (text) => redactor.known(text))),
    list: (query) => archive.list(query),
    read: (id) => archive.read(id),
    remove: (ids) => archive.remove(ids),
    clear: (filter) => archive.clear(filter),
  };
};

/**
 * Opens the archive of the helpers that have left the list; nothing is read before it is asked for
 * something. A lower number in the settings is kept to at once. `end` stops following them.
 */
export const openPanelArchive = (
  deps: PanelDeps,
  settings: Pick<SettingsModel, 'settings' | 'subscribe'>,
): { readonly archive: HistoryArchive; readonly end: () => void } => {
  const most = (): number => settings.settings.history.archive;
  const archive =
    deps.openArchive?.({ folder: deps.paths.archive, most }) ?? ownArchive(deps, most);
  let before = most();
  const end = settings.subscribe(() => {
    const isLower = most() < before;
    before = most();
    if (!isLower) return;
    archive.append([]).catch((error: unknown) => {
      deps.ambient.log.warn('archive.not-trimmed', { error: String(error) });
    });
  });
  return { archive, end };
};
