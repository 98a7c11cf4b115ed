import type { TemplatesFile } from '../../shared/contract.ts';
import { exportedTemplates } from '../../shared/exported-templates.ts';
import { builtInTemplate, type Template } from '../../shared/settings.ts';

const twin: Template = { ...builtInTemplate, id: 'codex-5.5-2', name: 'Codex 5.5 (2)' };

const house: Template = {
  ...builtInTemplate,
  id: 'house-writer',
  name: 'House writer',
  model: 'house-7b',
  provider: { name: 'House', baseUrl: 'http://127.0.0.1:8080/v1', wireApi: 'responses' },
  credential: 'house',
  cwd: '~/src/api',
  sandbox: 'workspace-write',
  approvals: 'on-request',
};

/** A file of two templates, as main has read it; the name of one is taken. */
export const templatesFile: TemplatesFile = {
  file: 'templates-of-ana.json',
  text: exportedTemplates([{ ...twin, name: 'Codex 5.5' }, house]),
  templates: [
    { template: twin, renamedFrom: 'Codex 5.5' },
    { template: house, renamedFrom: null },
  ],
};
