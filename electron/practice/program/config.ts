import { parse } from 'smol-toml';
import * as v from 'valibot';

import { isRecord } from '../../base/values.ts';

const Config = v.object({
  model_provider: v.optional(v.string(), ''),
  model_providers: v.optional(v.record(v.string(), v.object({ base_url: v.string() })), {}),
  chatgpt_base_url: v.optional(v.nullable(v.string()), null),
  cli_auth_credentials_store: v.optional(v.string(), 'file'),
});

/** The part of codex's configuration that the practice helper program heeds. */
export type PracticeConfig = v.InferOutput<typeof Config>;

const merged = (under: unknown, over: unknown): unknown => {
  if (!isRecord(under) || !isRecord(over)) return over;
  const both = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) both.set(key, merged(both.get(key), value));
  return Object.fromEntries(both);
};

const override = (setting: string): unknown => {
  try {
    return parse(setting);
  } catch {
    const at = setting.indexOf('=');
    return parse(`${setting.slice(0, at)}=${JSON.stringify(setting.slice(at + 1))}`);
  }
};

/**
 * Reads codex's configuration: the text of a config.toml, with each `-c KEY=VALUE` of the arguments
 * over it; a value that is no TOML is a text. Throws what is wrong with it. Pure.
 */
export const practiceConfig = (toml: string, args: readonly string[]): PracticeConfig => {
  const overrides = args.flatMap((arg, at) => (arg === '-c' ? [args[at + 1] ?? ''] : []));
  return v.parse(Config, overrides.map(override).reduce(merged, parse(toml)));
};
