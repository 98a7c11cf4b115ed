import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';

import { type ConfigLooks, readThrough, SilentFile } from './config-files.ts';
import { type Env, type OpenclawPaths, setting } from './openclaw-config.ts';

/** What the gateway's own service is started with, and what a panel of the desktop is not. */
export interface ServiceEnvironment {
  readonly variables: Env;
  /** Every file that was looked in, there or not: a change in it may change the answer. */
  readonly files: readonly string[];
}

const maxBytes = 256 * 1024;

/** The unit's name as openclaw 2026.9.6 chooses it: OPENCLAW_SYSTEMD_UNIT, else by OPENCLAW_PROFILE. */
const unitName = (env: Env): string => {
  const named = setting(env, 'OPENCLAW_SYSTEMD_UNIT');
  if (named !== null) return named.endsWith('.service') ? named : `${named}.service`;
  const profile = setting(env, 'OPENCLAW_PROFILE');
  const suffix = profile === null || profile.toLowerCase() === 'default' ? '' : `-${profile}`;
  return `openclaw-gateway${suffix}.service`;
};

/** Words of a line of a unit (systemd.syntax): blanks part them, quotes hold them together. Pure. */
const wordsOf = (line: string): readonly string[] => {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\' && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === ' ' || char === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  return word === null ? words : [...words, word];
};

/** What a unit and its changes say of the environment, in their order; an empty line starts over. Pure. */
export const unitEnvironment = (
  text: string,
  home: string,
): { readonly variables: Env; readonly files: readonly string[] } => {
  let variables: Record<string, string> = {};
  let files: string[] = [];
  let section = '';
  const expanded = (word: string): string => word.replaceAll('%h', home).replaceAll('%%', '%');
  // A line that ends with a backslash goes on with the next.
  for (const raw of text.replaceAll('\\\n', ' ').split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[')) {
      section = line;
      continue;
    }
    const equals = line.indexOf('=');
    if (section !== '[Service]' || equals < 0) continue;
    const key = line.slice(0, equals).trim();
    const value = line.slice(equals + 1).trim();
    if (key === 'Environment') {
      if (value === '') variables = {};
      for (const word of wordsOf(value)) {
        const end = word.indexOf('=');
        if (end > 0) variables[word.slice(0, end)] = expanded(word.slice(end + 1));
      }
    }
    if (key === 'EnvironmentFile') {
      if (value === '') files = [];
      else files.push(expanded(value.startsWith('-') ? value.slice(1) : value));
    }
  }
  return { variables, files: files.filter((file) => isAbsolute(file)) };
};

/**
 * Reads what the service of the local gateway is started with (openclaw 2026.9.6): its
 * `gateway.systemd.env`, and the user unit with the change that `systemctl edit` makes and the
 * `EnvironmentFile`s of both; no patterns. A file that cannot be read says nothing. Rejects with a
 * `SilentFile` only.
 */
export const readServiceEnvironment = async (
  env: Env,
  { home, stateDir }: OpenclawPaths,
  looks: ConfigLooks,
): Promise<ServiceEnvironment> => {
  const read = async (path: string): Promise<string> => {
    try {
      return (await readThrough(looks, { path, maxBytes })).toString('utf8');
    } catch (thrown) {
      if (thrown instanceof SilentFile) throw thrown;
      return '';
    }
  };
  const osHome = setting(env, 'HOME') ?? home;
  const unit = join(osHome, '.config', 'systemd', 'user', unitName(env));
  const units = [unit, join(`${unit}.d`, 'override.conf')];
  const own = join(stateDir, 'gateway.systemd.env');
  const texts = await Promise.all(units.map(read));
  const named = unitEnvironment(texts.join('\n'), osHome);
  const files = [own, ...named.files.filter((file) => file !== own)];
  const contents = await Promise.all(files.map(read));
  const variables: Env = Object.assign(
    {},
    named.variables,
    ...contents.map((content) => parseEnv(content)),
  ) as Env;
  return { variables, files: [...files, ...units] };
};
