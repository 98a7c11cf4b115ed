import type { CommandResult } from '../../shared/contract.ts';
import { ok, type Reply } from '../../shared/result.ts';
import { invalidInput } from '../base/errors.ts';
import { readTemplates } from '../settings/read-templates.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelStore } from './store.ts';

interface Parts {
  readonly settings: Pick<SettingsModel, 'saveTemplate'>;
  readonly store: Pick<PanelStore, 'get'>;
  readonly personHome: string;
}

/** What an import would add, so that a person can see it first; changes nothing. */
export const previewTemplates = (
  { store, personHome }: Omit<Parts, 'settings'>,
  text: string,
): Reply<CommandResult<'templates.read'>> => {
  const { templates, credentials } = store.get();
  const read = readTemplates(text, { templates, credentials, personHome });
  return read.ok ? ok({ templates: read.templates }) : invalidInput(read.why);
};

/** Adds all templates of a text, or none of them when one does not fit. Replaces nothing. */
export const importTemplates = (
  parts: Parts,
  text: string,
): Reply<CommandResult<'templates.import'>> => {
  const read = previewTemplates(parts, text);
  if (!read.ok) return read;
  const ids: string[] = [];
  for (const { template } of read.value.templates) {
    const saved = parts.settings.saveTemplate(template);
    if (!saved.ok) return saved;
    ids.push(saved.value.id);
  }
  return ok({ ids });
};
