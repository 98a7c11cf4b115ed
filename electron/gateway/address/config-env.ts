import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import { isRecord } from '../../base/values.ts';
import type { ConfigObject } from './config-file.ts';
import { dotenvPath, setting, type Env, type OpenclawPaths } from './config-paths.ts';

/** Looks a variable up; null when it is unset or empty. */
export type Lookup = (name: string) => string | null;

/**
 * The variables that a configuration of OpenClaw may name, in its order: the process environment,
 * the `.env` of the state folder, the configuration's own `env.vars`.
 */
export const configLookup = async (
  env: Env,
  paths: OpenclawPaths,
  config: ConfigObject,
): Promise<Lookup> => {
  const text = await readFile(dotenvPath(paths), 'utf8').catch(() => '');
  const dotenv = parseEnv(text);
  const block = isRecord(config.env) ? config.env.vars : undefined;
  const vars = isRecord(block) ? block : {};
  return (name) => {
    const own = vars[name];
    return (
      setting(env, name) ??
      setting(dotenv, name) ??
      (typeof own === 'string' && own !== '' ? own : null)
    );
  };
};

export type Expanded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unset'; readonly name: string };

/** Replaces `${NAME}` (upper case only); `$${NAME}` stands for itself. */
export const expandVariables = (text: string, lookup: Lookup): Expanded => {
  const unset: string[] = [];
  const expanded = text.replace(
    /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g,
    (whole, escape: string, name: string) => {
      if (escape !== '') return whole.slice(1);
      const value = lookup(name);
      if (value === null) unset.push(name);
      return value ?? whole;
    },
  );
  const [first] = unset;
  return first === undefined ? { kind: 'text', text: expanded } : { kind: 'unset', name: first };
};
