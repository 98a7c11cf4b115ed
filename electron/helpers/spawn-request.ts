import * as v from 'valibot';

import { withoutEnd } from '../../shared/format.ts';
import {
  accountProvider,
  openaiProvider,
  TemplateSchema,
  type Provider,
  type Template,
} from '../../shared/settings.ts';

/** What a helper is asked to do; kept whole, so that it can be tried again after a restart. */
export const SpawnRequestSchema = v.object({
  /** As it was when the helper was asked for; later edits do not change a running helper. */
  template: TemplateSchema,
  prompt: v.string(),
  cwd: v.string(),
  isolated: v.boolean(),
  /** Key of the session that asked for it; null when the person did. */
  spawnedBy: v.nullable(v.string()),
  name: v.nullable(v.string()),
});
export type SpawnRequest = Readonly<v.InferOutput<typeof SpawnRequestSchema>>;

/**
 * Where the requests of a template go: to its own provider, else with an account to the account's
 * backend below `chatgptBaseUrl`, else (null) to OpenAI.
 */
export const providerFor = (template: Template, chatgptBaseUrl: string | null = null): Provider =>
  template.provider ?? (chatgptBaseUrl === null ? openaiProvider : accountProvider(chatgptBaseUrl));

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s-]+/gu, '')
    .trim();

/**
 * A short name from the first words of a prompt (`review-the-api`), else from the template's id,
 * with a number behind it when it is taken. Pure.
 */
export const helperName = (
  prompt: string,
  templateId: string,
  taken: ReadonlySet<string>,
): string => {
  const words = plain(prompt.slice(0, 200))
    .split(/[\s-]+/u)
    .filter((word) => word !== '');
  const base = withoutEnd(words.slice(0, 3).join('-').slice(0, 28), '-') || templateId;
  let name = base;
  for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
  return name;
};
