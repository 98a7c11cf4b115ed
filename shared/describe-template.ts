import type { ImportedTemplate } from './contract.ts';
import { openaiProvider, type Template } from './settings.ts';
import { isolated } from './isolated.ts';

/** A name and its value. */
export interface TemplateFact {
  readonly name: string;
  readonly value: string;
}

/** What each sandbox lets a helper do with files. */
export const sandboxWords: Readonly<Record<Template['sandbox'], string>> = {
  'read-only': 'Reads, never writes',
  'workspace-write': 'May write in its folder',
};

/** When a helper asks before it runs a command. */
export const approvalWords: Readonly<Record<Template['approvals'], string>> = {
  never: 'Never asks',
  'on-request': 'May ask (answered no)',
  untrusted: 'Asks for unknown commands (answered no)',
};

/**
 * What a template would let a helper do, to be read before it is taken from a file: files,
 * approvals, network, folder, address and credential. Pure.
 */
export const describeImported = ({ template }: ImportedTemplate): readonly TemplateFact[] => [
  { name: 'Files', value: sandboxWords[template.sandbox] },
  { name: 'Approvals', value: approvalWords[template.approvals] },
  { name: 'Network', value: 'Commands have none' },
  { name: 'Folder', value: template.cwd ?? 'Asked each time' },
  { name: 'Sends to', value: template.provider?.baseUrl ?? openaiProvider.baseUrl },
  { name: 'Credential', value: template.credential },
  { name: 'Model', value: template.model },
];

/** The title above those facts: its name, and what it was called where that is taken. Pure. */
export const importedTitle = ({ template, renamedFrom }: ImportedTemplate): string =>
  renamedFrom === null
    ? template.name
    : `${isolated(template.name)} (“${isolated(renamedFrom)}” is taken)`;
