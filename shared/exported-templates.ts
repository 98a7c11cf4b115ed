import type { Template } from './settings.ts';

const version = 1;

/** Templates as a file has them, to be imported elsewhere. No secret is in one. Pure. */
export const exportedTemplates = (templates: readonly Template[]): string =>
  `${JSON.stringify({ v: version, templates }, null, 2)}\n`;
