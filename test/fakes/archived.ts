import { queuedView } from '../../electron/helpers/helper/view.ts';
import { archivedHelper } from '../../electron/helpers/history/archived.ts';
import type { ArchivedHelper, HistoryQuery } from '../../shared/history.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView } from '../../shared/state.ts';

/** A helper that has left the list; `patch` replaces parts of its view. */
export const archived = (id: string, patch: Partial<HelperView> = {}): ArchivedHelper => {
  const request = {
    template: builtInTemplate,
    prompt: `Prompt of ${id}`,
    cwd: '/work',
    isolated: true,
    spawnedBy: null,
    name: null,
  };
  const view: HelperView = {
    ...queuedView(id, `name-${id}`, request, 1),
    state: { phase: 'completed' },
    endedAt: 1,
    ...patch,
  };
  return archivedHelper({ view, output: `Output of ${id}` }, view.state, 1);
};

/** Everything, but for what `patch` asks for. */
export const everything = (patch: Partial<HistoryQuery> = {}): HistoryQuery => ({
  text: '',
  template: null,
  cause: null,
  state: null,
  from: null,
  to: null,
  after: 0,
  limit: 100,
  ...patch,
});
