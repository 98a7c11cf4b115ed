import type { NewTemplate } from '../../shared/settings.ts';
import type { Reply } from '../../shared/result.ts';
import { templateFaults } from '../../shared/template-faults.ts';
import { invalidInput } from '../base/errors.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelStore } from './store.ts';

interface Parts {
  readonly settings: Pick<SettingsModel, 'saveTemplate' | 'template'>;
  readonly store: Pick<PanelStore, 'get'>;
}

/** Saves a template that can work. What one that is there already had wrong does not hold it up. */
export const saveTemplate = (
  { settings, store }: Parts,
  template: NewTemplate,
): Reply<{ readonly id: string }> => {
  const { templates, credentials } = store.get();
  const before = template.id === undefined ? null : settings.template(template.id);
  const faults = templateFaults(template, { templates, credentials });
  const fault =
    (before?.name === template.name ? undefined : faults.name) ??
    (before?.credential === template.credential ? undefined : faults.credential) ??
    (before?.cwd === template.cwd ? undefined : faults.cwd);
  return fault === undefined ? settings.saveTemplate(template) : invalidInput(fault);
};
