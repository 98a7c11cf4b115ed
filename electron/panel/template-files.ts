import { basename } from 'node:path';

import type { CommandInput, CommandResult } from '../../shared/contract.ts';
import { exportedTemplates } from '../../shared/exported-templates.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { invalidInput, unknownId } from '../base/errors.ts';
import type { FileRead } from '../base/file-look.ts';
import type { Looks } from '../base/folder-look.ts';
import { saveNewFile } from '../base/save-new-file.ts';
import type { DesktopPort } from '../ports/desktop-port.ts';
import { previewTemplates } from './import-templates.ts';
import type { PanelStore } from './store.ts';

interface Parts {
  readonly store: Pick<PanelStore, 'get'>;
  readonly personHome: string;
  readonly desktop: Pick<DesktopPort, 'chooseFile' | 'chooseNewFile'>;
  readonly looks: Pick<Looks, 'look' | 'readFile'>;
}

const maxBytes = 1_000_000;

const whyUnread = (found: Exclude<FileRead, { kind: 'read' }>): string => {
  switch (found.kind) {
    case 'failed':
      return found.code === 'ENOENT' ? 'it is gone' : `it cannot be read (${found.code})`;
    case 'no-file':
    case 'not-private':
      return 'it is no regular file';
    case 'too-large':
      return 'it is larger than a megabyte';
    case 'silent':
      return 'its folder does not answer';
  }
};

/** Asks for a file and answers what an import of it would add; null when none was chosen. */
export const openTemplates = async (
  parts: Parts,
): Promise<Reply<CommandResult<'templates.open'>>> => {
  const path = await parts.desktop.chooseFile('Import templates');
  if (path === null) return ok(null);
  const file = basename(path);
  const found = await parts.looks.readFile({ path, maxBytes });
  if (found.kind !== 'read') return invalidInput(`“${file}”: ${whyUnread(found)}`);
  const text = new TextDecoder().decode(found.content);
  const seen = previewTemplates(parts, text);
  if (seen.ok) return ok({ file, text, ...seen.value });
  return 'what' in seen.failure && seen.failure.kind === 'invalid-input'
    ? failed(failure({ kind: 'invalid-input', what: `“${file}”, ${seen.failure.what}` }))
    : seen;
};

/** Asks where to keep templates, all when none is named; null when the person said nowhere. */
export const exportTemplates = async (
  { desktop, looks, store }: Parts,
  { ids }: CommandInput<'templates.export'>,
): Promise<Reply<CommandResult<'templates.export'>>> => {
  const { templates } = store.get();
  const unknown = ids.find((wanted) => templates.every(({ id }) => id !== wanted));
  if (unknown !== undefined) return unknownId(`template “${unknown}”`);
  const chosen = templates.filter(({ id }) => ids.length === 0 || ids.includes(id));
  const [one] = chosen;
  const name = chosen.length === 1 && one !== undefined ? `${one.id}.json` : 'templates.json';
  const path = await desktop.chooseNewFile('Export templates', name);
  return saveNewFile(looks, path, exportedTemplates(chosen), 'the templates');
};
