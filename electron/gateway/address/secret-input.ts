import { resolve } from 'node:path';

import * as v from 'valibot';

import { UnreadableFile } from '../../base/files.ts';
import { isRecord } from '../../base/values.ts';
import { type ConfigLooks, NotPrivate, readThrough, SilentFile } from './config-files.ts';
import { type ConfigObject, expandHome, expandVariables, type Lookup } from './openclaw-config.ts';

/** A secret as the configuration leads to it. `what` is a sentence for the person. */
export type SecretOutcome =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'unreadable'; readonly what: string };

export interface SecretContext {
  /** Where the input stands, for the sentence: `gateway.auth.token`. */
  readonly at: string;
  /** The whole configuration; its `secrets` section names the providers. */
  readonly config: ConfigObject;
  readonly lookup: Lookup;
  /** For `~` in a provider's path. */
  readonly home: string | null;
  readonly uid: number;
  readonly looks: ConfigLooks;
  /** Where a variable that is not set was looked for besides; empty for nowhere. */
  readonly notSetIn: readonly string[];
  /** Told each file that the secret is looked for in. */
  readonly onFile: (path: string) => void;
}

const RefSchema = v.object({
  source: v.picklist(['env', 'file', 'exec', 'store']),
  provider: v.optional(v.string()),
  id: v.pipe(v.string(), v.minLength(1)),
});
type SecretRef = v.InferOutput<typeof RefSchema>;

const FileProviderSchema = v.object({
  source: v.literal('file'),
  path: v.string(),
  mode: v.optional(v.picklist(['json', 'singleValue']), 'json'),
  maxBytes: v.optional(v.number(), 1024 * 1024),
});
const EnvProviderSchema = v.object({
  source: v.literal('env'),
  allowlist: v.optional(v.array(v.string())),
});

/** Whatever its provider allows. */
const mostBytes = 4 * 1024 * 1024;

const unreadable = (what: string): SecretOutcome => ({ kind: 'unreadable', what });
const value = (text: string): SecretOutcome => ({ kind: 'value', value: text });

/**
 * Resolves a secret input of openclaw.json (docs of openclaw 2026.9.6, "SecretRef contract"):
 * plain text, `${NAME}` and `$NAME`, and refs of source env and file. A program is never run and
 * OpenClaw's own store never opened; such refs come back as a sentence that says so. Rejects with a
 * `SilentFile` only.
 */
export const resolveSecret = async (
  input: unknown,
  context: SecretContext,
): Promise<SecretOutcome> => {
  if (input === undefined || input === null || input === '') return { kind: 'absent' };
  if (typeof input === 'string') return fromText(input, context);
  const ref = v.safeParse(RefSchema, input);
  if (!ref.success) return unreadable(`${context.at} is neither text nor a secret reference`);
  return fromRef(ref.output, context);
};

const fromText = (text: string, context: SecretContext): SecretOutcome => {
  const short = /^\$([A-Z_][A-Z0-9_]*)$/.exec(text)?.[1];
  const expanded = expandVariables(short === undefined ? text : `\${${short}}`, context.lookup);
  return expanded.kind === 'text' ? value(expanded.text) : notSet(expanded.name, context);
};

/** What it is called for a person: `token`, `password`. */
const nameOf = ({ at }: SecretContext): string => at.slice(at.lastIndexOf('.') + 1);

const notSet = (name: string, { at, notSetIn: [file] }: SecretContext): SecretOutcome => {
  const besides = file === undefined ? '' : `, nor for the gateway's service in ${file}`;
  return unreadable(`${at} names the variable ${name}, which is not set for Bulkhead${besides}`);
};

const fromRef = async (ref: SecretRef, context: SecretContext): Promise<SecretOutcome> => {
  const alias = ref.provider ?? defaultAlias(ref.source, context.config);
  const provider = providersOf(context.config)[alias];
  switch (ref.source) {
    case 'env': {
      const known = v.safeParse(EnvProviderSchema, provider);
      const allowed = known.success ? known.output.allowlist : undefined;
      if (allowed?.includes(ref.id) === false) {
        return unreadable(`${context.at} names a variable that "${alias}" does not allow`);
      }
      const found = context.lookup(ref.id);
      return found === null ? notSet(ref.id, context) : value(found);
    }
    case 'file':
      return fromFile(ref, alias, provider, context);
    case 'exec':
      return unreadable(
        `${context.at} is answered by a program (secret provider "${alias}"). ` +
          `Bulkhead runs no such program: enter the ${nameOf(context)} in the settings`,
      );
    case 'store':
      return unreadable(
        `${context.at} is kept in OpenClaw's own secret store, which Bulkhead does not open: ` +
          `enter the ${nameOf(context)} in the settings`,
      );
  }
};

const fromFile = async (
  ref: SecretRef,
  alias: string,
  provider: unknown,
  { at, home, uid, looks, onFile }: SecretContext,
): Promise<SecretOutcome> => {
  const known = v.safeParse(FileProviderSchema, provider);
  if (!known.success) return unreadable(`${at} names the file provider "${alias}", unknown here`);
  const { mode, maxBytes } = known.output;
  const path = expandHome(known.output.path, home);
  if (path === null) return unreadable(`${at}: the home folder of "${alias}" is not known`);
  onFile(path);
  try {
    const asked = { path: resolve(path), maxBytes: Math.min(maxBytes, mostBytes), privateTo: uid };
    const text = (await readThrough(looks, asked)).toString('utf8');
    if (mode === 'singleValue') {
      return ref.id === 'value' ? value(text.replace(/\r?\n$/, '')) : missing(ref, path);
    }
    const found = atPointer(JSON.parse(text) as unknown, ref.id);
    return typeof found === 'string' && found !== '' ? value(found) : missing(ref, path);
  } catch (thrown) {
    if (thrown instanceof SilentFile) throw thrown;
    if (thrown instanceof NotPrivate) {
      return unreadable(`${path} is not a private file (0600, one link), so it is not read`);
    }
    if (thrown instanceof UnreadableFile) {
      return unreadable(`${path} is larger than its provider allows`);
    }
    const why = thrown instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
    return unreadable(`${path} ${why} (${at})`);
  }
};

const missing = (ref: SecretRef, path: string): SecretOutcome =>
  unreadable(`${path} holds no text at ${ref.id}`);

const defaultAlias = (source: SecretRef['source'], config: ConfigObject): string => {
  const defaults = section(config.secrets, 'defaults')[source];
  return typeof defaults === 'string' ? defaults : 'default';
};

const providersOf = (config: ConfigObject): ConfigObject => section(config.secrets, 'providers');

const section = (parent: unknown, key: string): ConfigObject => {
  const child = isRecord(parent) ? parent[key] : undefined;
  return isRecord(child) ? child : {};
};

/** RFC 6901. */
const atPointer = (document: unknown, pointer: string): unknown => {
  if (!pointer.startsWith('/')) return undefined;
  let at = document;
  for (const step of pointer.slice(1).split('/')) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isRecord(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
};
