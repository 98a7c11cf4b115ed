import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { parseEnv } from 'node:util';

import json5 from 'json5';

import { UnreadableFile } from '../../base/files.ts';
import { errnoOf, isRecord } from '../../base/values.ts';
import { type ConfigLooks, readThrough, realPathThrough, SilentFile } from './config-files.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A variable as OpenClaw reads it: blank, `undefined` and `null` mean unset. */
export const setting = (env: Env, name: string): string | null => {
  // A name may come from a file: `constructor` is no variable that anybody has set.
  const value = (Object.hasOwn(env, name) ? env[name] : undefined)?.trim() ?? '';
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

/** A JSON object of unknown content. */
export type ConfigObject = Readonly<Record<string, unknown>>;

/** The configuration of a gateway as far as it was asked for. */
export type ConfigRead =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly value: ConfigObject; readonly files: readonly string[] }
  /** `what` is a sentence for the person; the files were looked at and may be mended. */
  | { readonly kind: 'broken'; readonly what: string; readonly files: readonly string[] };

const maxDepth = 10;
const maxBytes = 2 * 1024 * 1024;
const maxPath = 4096;
const poison: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class ConfigProblem extends Error {}

/**
 * Reads openclaw.json (JSON5) and the files it includes, by the rules of openclaw 2026.9.6: one
 * `$include` replaces its object, several are merged in order, sibling keys win; ten levels, 2 MB
 * each, inside the folder of the file or a root of `includeRoots`. Only the sections asked for are
 * followed, so that a missing file elsewhere is not our business. Rejects with a `SilentFile` only.
 */
export const readConfigFile = async (
  path: string,
  sections: readonly string[],
  includeRoots: readonly string[],
  looks: ConfigLooks,
): Promise<ConfigRead> => {
  const files: string[] = [];

  const load = async (file: string): Promise<unknown> => {
    if (!files.includes(file)) files.push(file);
    const text = await readThrough(looks, { path: file, maxBytes }).catch((thrown: unknown) => {
      if (!(thrown instanceof UnreadableFile)) throw thrown;
      throw new ConfigProblem(`${file} is no regular file of at most 2 MB`);
    });
    try {
      return json5.parse<unknown>(text.toString('utf8'));
    } catch (thrown) {
      const where = thrown instanceof Error ? thrown.message.replace(/^JSON5: /, '') : '';
      throw new ConfigProblem(`${file} is not valid JSON5 (${where})`, { cause: thrown });
    }
  };

  const include = async (name: unknown, from: string, chain: readonly string[]) => {
    if (typeof name !== 'string' || name === '' || name.includes('\0') || name.length >= maxPath) {
      throw new ConfigProblem(`${from} has an $include that is not a path`);
    }
    const target = isAbsolute(name) ? name : resolve(dirname(from), name);
    // Where it is not, or is not what it should be, it may be mended.
    files.push(target);
    const real = await realPathThrough(looks, target);
    if (real === null) {
      throw new ConfigProblem(`${from} includes ${name}, which is not there`);
    }
    const roots = await Promise.all(
      [dirname(path), ...includeRoots].map(
        async (root) => (isAbsolute(root) ? await realPathThrough(looks, root) : null) ?? root,
      ),
    );
    if (!roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep))) {
      throw new ConfigProblem(`${from} includes ${name}, which is outside its folder`);
    }
    if (chain.includes(real)) throw new ConfigProblem(`${from} includes itself through ${name}`);
    if (chain.length >= maxDepth) throw new ConfigProblem(`${from} includes too deep`);
    return follow(await load(real), real, [...chain, real], null);
  };

  /** `only` names the keys to keep and follow; null follows all of them. */
  const follow = async (
    value: unknown,
    from: string,
    chain: readonly string[],
    only: readonly string[] | null,
  ): Promise<unknown> => {
    if (!isRecord(value)) return value;
    const { $include: includes, ...siblings } = value;
    let base: unknown = {};
    if (includes !== undefined) {
      for (const name of Array.isArray(includes) ? (includes as readonly unknown[]) : [includes]) {
        base = merge(base, await include(name, from, chain));
      }
    }
    const own: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(siblings)) {
      if (poison.has(key) || (only !== null && !only.includes(key))) continue;
      own[key] = await follow(entry, from, chain, null);
    }
    return merge(base, own);
  };

  try {
    files.push(path);
    // Before it is read: what a link leads to may be wrong for a moment, and is mended there.
    const real = (await realPathThrough(looks, path)) ?? path;
    if (real !== path) files.push(real);
    const whole = await load(path);
    const value = await follow(whole, path, [real], sections);
    if (!isRecord(value)) throw new ConfigProblem(`${path} does not hold an object`);
    return { kind: 'read', value, files };
  } catch (thrown) {
    if (thrown instanceof SilentFile) throw thrown;
    const code = errnoOf(thrown);
    if (code === 'ENOENT' && files.length === 1) return { kind: 'absent' };
    if (thrown instanceof ConfigProblem) return { kind: 'broken', what: thrown.message, files };
    return { kind: 'broken', what: `${path} cannot be read (${String(code)})`, files };
  }
};

const merge = (base: unknown, over: unknown): unknown => {
  if (!isRecord(base) || !isRecord(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (!poison.has(key)) merged[key] = key in merged ? merge(merged[key], value) : value;
  }
  return merged;
};

/** Looks a variable up; null when it is unset or empty. */
export type Lookup = (name: string) => string | null;

/**
 * The variables that a configuration of OpenClaw may name, in its order: the process environment,
 * the `.env` of the state folder, the configuration's own `env.vars`. Rejects with a `SilentFile` only.
 */
export const configLookup = async (
  env: Env,
  paths: OpenclawPaths,
  config: ConfigObject,
  looks: ConfigLooks,
): Promise<Lookup> => {
  const text = await readThrough(looks, { path: dotenvPath(paths), maxBytes }).catch(
    (thrown: unknown) => {
      if (thrown instanceof SilentFile) throw thrown;
      return '';
    },
  );
  const dotenv = parseEnv(text.toString());
  const block = isRecord(config.env) ? config.env.vars : undefined;
  const vars = isRecord(block) ? block : {};
  return (name) => {
    const own = Object.hasOwn(vars, name) ? vars[name] : undefined;
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
