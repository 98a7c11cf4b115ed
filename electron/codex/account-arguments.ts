import type { AccountPlan } from './account-server.ts';

/** A name that a dotted key of codex's `-c` can hold as it is. */
const plainKey = /^[A-Za-z0-9_-]+$/;

/**
 * The arguments of an account's app-server after those of the program (codex 0.169.0). All of its
 * configuration is here, so that nothing is written into a home that is not ours: nothing dials out
 * by itself, and no tool server, app, plugin or hook of the home is started. Pure.
 */
export const accountArguments = (
  plan: Pick<AccountPlan, 'store' | 'chatgptBaseUrl' | 'mcpServers'>,
): readonly string[] => {
  const settings: Record<string, string | boolean> = {
    ...(plan.store === null ? {} : { cli_auth_credentials_store: plan.store }),
    ...(plan.chatgptBaseUrl === null ? {} : { chatgpt_base_url: plan.chatgptBaseUrl }),
    check_for_update_on_startup: false,
    'analytics.enabled': false,
    'history.persistence': 'none',
    'features.apps': false,
    'features.plugins': false,
    'features.hooks': false,
  };
  for (const name of plan.mcpServers) {
    if (plainKey.test(name)) settings[`mcp_servers.${name}.enabled`] = false;
  }
  // The value is TOML; a JSON string is one as well.
  const pairs = Object.entries(settings).flatMap(([key, value]) => [
    '-c',
    `${key}=${JSON.stringify(value)}`,
  ]);
  return ['app-server', ...pairs];
};
