import { join, resolve } from 'node:path';

export type Env = Readonly<Record<string, string | undefined>>;

/** A variable as OpenClaw reads it: blank, `undefined` and `null` mean unset. */
export const setting = (env: Env, name: string): string | null => {
  const value = env[name]?.trim() ?? '';
  return value === '' || value === 'undefined' || value === 'null' ? null : value;
};

/** Expands a leading `~`; null when the home folder is not known. */
export const expandHome = (path: string, home: string | null): string | null => {
  if (path !== '~' && !path.startsWith('~/')) return path;
  return home === null ? null : join(home, path.slice(1));
};

export interface OpenclawPaths {
  readonly home: string;
  readonly stateDir: string;
  readonly configPath: string;
}

/**
 * Where OpenClaw keeps its state and configuration (docs of openclaw 2026.9.6, "Environment"):
 * OPENCLAW_CONFIG_PATH, else OPENCLAW_STATE_DIR/openclaw.json, else .openclaw/openclaw.json in
 * OPENCLAW_HOME or HOME. Null when the environment names no home at all.
 */
export const openclawPaths = (env: Env): OpenclawPaths | null => {
  const osHome = setting(env, 'HOME');
  const home = expandHome(setting(env, 'OPENCLAW_HOME') ?? osHome ?? '', osHome) ?? '';
  const named = (name: string): string | null => {
    const value = setting(env, name);
    const expanded = value === null ? null : expandHome(value, osHome);
    return expanded === null ? null : resolve(expanded);
  };
  const stateDir = named('OPENCLAW_STATE_DIR') ?? (home === '' ? null : join(home, '.openclaw'));
  const configPath =
    named('OPENCLAW_CONFIG_PATH') ?? (stateDir === null ? null : join(stateDir, 'openclaw.json'));
  if (configPath === null) return null;
  return { home, stateDir: stateDir ?? resolve(configPath, '..'), configPath };
};

/** The variables that OpenClaw reads besides the environment. */
export const dotenvPath = ({ stateDir }: OpenclawPaths): string => join(stateDir, '.env');
