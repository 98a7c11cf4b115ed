import {
  accountProvider,
  openaiProvider,
  type Provider,
  type Template,
} from '../../shared/settings.ts';

/** What a helper is asked to do; kept whole, so that it can be tried again after a restart. */
export interface SpawnRequest {
  /** As it was when the helper was asked for; later edits do not change a running helper. */
  readonly template: Template;
  readonly prompt: string;
  readonly cwd: string;
  readonly isolated: boolean;
  /** Key of the session that asked for it; null when the person did. */
  readonly spawnedBy: string | null;
  readonly name: string | null;
}

/**
 * Where the requests of a template go: to its own provider, else with an account to the account's
 * backend below `chatgptBaseUrl`, else (null) to OpenAI.
 */
export const providerFor = (template: Template, chatgptBaseUrl: string | null = null): Provider =>
  template.provider ?? (chatgptBaseUrl === null ? openaiProvider : accountProvider(chatgptBaseUrl));
