import { stringify } from 'smol-toml';

import type { ModelOptions, Provider } from '../../shared/settings.ts';
import type { Sandbox } from '../../shared/state.ts';

/** The one provider entry of a compartment; codex's own ids may not be overridden. */
export const providerId = 'bulkhead';

/** How long codex waits for the next event of a stream before it gives it up. */
export const providerIdleMs = 300_000;

/** The permission profile that stands for a sandbox. */
export const permissionProfile = (sandbox: Sandbox): string => `bulkhead-${sandbox}`;

const builtInProfile = {
  'read-only': ':read-only',
  'workspace-write': ':workspace',
} as const satisfies Record<Sandbox, string>;

const denied = (places: readonly string[]) =>
  Object.fromEntries(places.map((place) => [place, 'deny']));

// `:workspace` would let a command write, and delete, whatever is in /tmp: logs, sockets of tmux and
// ssh, other helpers' files. What programs need for themselves is the compartment's own TMPDIR.
const temporary = {
  'read-only': {},
  'workspace-write': { ':slash_tmp': 'read', ':tmpdir': 'write' },
} as const satisfies Record<Sandbox, Readonly<Record<string, string>>>;

const profile = (sandbox: Sandbox, unreadable: readonly string[]) => ({
  extends: builtInProfile[sandbox],
  filesystem: { ...temporary[sandbox], ...denied(unreadable) },
  network: { enabled: false },
});

/**
 * The text of a compartment's config.toml (codex 0.169.0). A provider entry of our own with no
 * retries, so that a refusal costs one request; sign-in over stdin into memory, so that no key is
 * in a file or an environment; nothing that dials out by itself; one permission profile per
 * sandbox, without network and without `unreadable` (places that exist; a thread adds its own). Pure.
 */
export const configToml = (
  provider: Provider,
  chatgptBaseUrl: string | null,
  unreadable: readonly string[],
): string =>
  stringify({
    model_provider: providerId,
    ...(chatgptBaseUrl === null ? {} : { chatgpt_base_url: chatgptBaseUrl }),
    cli_auth_credentials_store: 'ephemeral',
    default_permissions: permissionProfile('read-only'),
    check_for_update_on_startup: false,
    model_providers: {
      [providerId]: {
        name: provider.name,
        base_url: provider.baseUrl,
        wire_api: provider.wireApi,
        ...(provider.queryParams === undefined ? {} : { query_params: provider.queryParams }),
        requires_openai_auth: true,
        supports_websockets: false,
        request_max_retries: 0,
        stream_max_retries: 0,
        stream_idle_timeout_ms: providerIdleMs,
      },
    },
    history: { persistence: 'none' },
    // A snapshot of the login shell lies in the home, where no command may read it.
    features: { apps: false, plugins: false, shell_snapshot: false },
    // Its own ones would be unpacked into the home of each client.
    skills: { bundled: { enabled: false } },
    analytics: { enabled: false },
    permissions: {
      [permissionProfile('read-only')]: profile('read-only', unreadable),
      [permissionProfile('workspace-write')]: profile('workspace-write', unreadable),
    },
  });

/**
 * The `config` of `thread/start` and `thread/fork`: the model's options, `unreadable` denied to its
 * sandbox, and every folder of `untrusted` marked so. Per thread, because one app-server serves
 * many folders, and the marks must be there before the thread: codex would mark a writable folder
 * trusted by itself and then start what the repository's own `.codex/config.toml` names, outside
 * the sandbox. Pure.
 */
export const threadConfig = (thread: {
  readonly options: ModelOptions;
  readonly sandbox: Sandbox;
  readonly unreadable: readonly string[];
  readonly untrusted: readonly string[];
}): Readonly<Record<string, unknown>> => ({
  ...thread.options,
  projects: Object.fromEntries(
    thread.untrusted.map((path) => [path, { trust_level: 'untrusted' }]),
  ),
  permissions: {
    [permissionProfile(thread.sandbox)]: { filesystem: denied(thread.unreadable) },
  },
});
