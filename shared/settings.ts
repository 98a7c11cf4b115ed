import * as v from 'valibot';

import { withoutEnd } from './format.ts';
import { readGatewayAddress } from './gateway-address.ts';
import { isolated } from './isolated.ts';

const id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'may have lower-case letters, digits, dots, dashes and underscores only',
  ),
);
const text = (max: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max));
/** A text that is one line and shows all it has: it becomes an argument, a path or a name. */
const line = (max: number) =>
  v.pipe(
    text(max),
    v.check((value) => !/\p{Cc}/u.test(value), 'may not have control characters in it'),
  );
const positiveMs = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(86_400_000));

// A pipe goes on after a failed step, so each check must bear a text that is no address.
const address = (
  protocol: RegExp,
  kind: string,
  bare: (url: URL) => boolean,
  without: string,
): v.GenericSchema<string, string> => {
  const holds = (test: (url: URL) => boolean) => (value: string) =>
    URL.canParse(value) && test(new URL(value));
  return v.pipe(
    v.string(),
    v.check(
      holds((url) => protocol.test(url.protocol)),
      kind,
    ),
    v.check(holds(bare), without),
  );
};

const httpUrl = address(
  /^https?:$/,
  'has to begin with http:// or https://, such as http://127.0.0.1:8080/v1',
  (url) => url.username === '' && url.password === '',
  'may not have a user name or password in it',
);

/** The address of a gateway as somebody wrote it; a token may be in it. */
export const GatewayAddressSchema = v.pipe(
  v.string(),
  v.check(
    (text) => readGatewayAddress(text) !== null,
    'has to begin with ws:// or wss://, such as wss://nas.local:18789',
  ),
  v.check(
    (text) => readGatewayAddress(text)?.namesUser !== true,
    'may not have a user name or query in it',
  ),
);

/** The same without anything secret in it, always written alike. */
export const GatewayUrlSchema = v.pipe(
  GatewayAddressSchema,
  v.transform((text) => readGatewayAddress(text)?.url ?? text),
);

const secretBearing = new Set([
  'env_key',
  'env_key_instructions',
  'http_headers',
  'env_http_headers',
  'experimental_bearer_token',
  'api_key',
  'apiKey',
  'auth',
  'token',
]);

// valibot reports a key that does not belong with the quoted key as what it received.
const strictMessage = (issue: v.StrictObjectIssue): string => {
  const key = issue.expected === 'never' ? issue.received.replaceAll('"', '') : null;
  if (key === null) return issue.expected === 'Object' ? 'an object is needed' : 'is missing';
  return secretBearing.has(key)
    ? `"${isolated(key)}" is refused: a template names its credential, and the secret goes to the helper over stdin only`
    : `"${isolated(key)}" is not a key that is known here`;
};

/** A provider of one's own: strict, so that a secret-bearing key of codex is refused by name. */
export const ProviderSchema = v.strictObject(
  {
    name: line(64),
    baseUrl: httpUrl,
    wireApi: v.optional(v.literal('responses'), 'responses'),
    queryParams: v.optional(
      v.pipe(
        v.record(v.string(), v.string()),
        v.check(
          (params) =>
            Object.keys(params).every((key) => !/key|token|secret|passw|auth|sig/i.test(key)),
          'may hold no secret',
        ),
      ),
    ),
  },
  strictMessage,
);

/** codex keys a template may set beside the model; everything else is refused. */
export const ModelOptionsSchema = v.strictObject(
  {
    model_reasoning_effort: v.optional(v.picklist(['minimal', 'low', 'medium', 'high', 'xhigh'])),
    model_reasoning_summary: v.optional(v.picklist(['auto', 'concise', 'detailed', 'none'])),
    model_verbosity: v.optional(v.picklist(['low', 'medium', 'high'])),
    model_context_window: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)),
    ),
  },
  strictMessage,
);

const templateFields = {
  name: line(64),
  model: line(128),
  provider: v.optional(v.nullable(ProviderSchema), null),
  options: v.optional(ModelOptionsSchema, {}),
  credential: id,
  cwd: v.optional(v.nullable(line(4096)), null),
  sandbox: v.optional(v.picklist(['read-only', 'workspace-write']), 'read-only'),
  approvals: v.optional(v.picklist(['never', 'on-request', 'untrusted']), 'never'),
};

/** A template as a person writes it (without id: one is made from the name). */
export const NewTemplateSchema = v.strictObject(
  { id: v.optional(id), ...templateFields },
  strictMessage,
);
export const TemplateSchema = v.strictObject({ id, ...templateFields }, strictMessage);

/**
 * What a credential is called; the secret itself lives in the vault, and an account's refresh token
 * with its one owner. An account's `home` is ours, or the codex home that the person's own command
 * line uses; `keep` is where its sign-in stays when the app ends.
 */
export const CredentialRecordSchema = v.variant('kind', [
  v.strictObject({ id, label: text(64), provider: text(64), kind: v.literal('api-key') }),
  v.strictObject({
    id,
    label: text(64),
    provider: text(64),
    kind: v.literal('account'),
    home: v.optional(v.picklist(['own', 'codex']), 'own'),
    keep: v.optional(v.picklist(['keyring', 'file']), 'keyring'),
  }),
]);

/** `0` as `starting` means two per core. */
const LimitsSchema = v.strictObject({
  alive: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 20),
  starting: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)), 0),
});

const share = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));

/**
 * What the process of a helper may use, with all that it starts. `memoryMb` 0 means half of the
 * machine's. The weights are those of systemd, where 100 is what every other program has.
 */
const AppetiteSchema = v.strictObject({
  memoryMb: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.maxValue(4_194_304),
      v.check(
        (mb) => mb === 0 || mb >= 256,
        'has to be at least 256, or 0 for half of the machine',
      ),
    ),
    0,
  ),
  tasks: v.optional(v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(100_000)), 2_048),
  cpuWeight: v.optional(share, 50),
  ioWeight: v.optional(share, 50),
});

/**
 * How long ended helpers are kept: how many, and for how many days (0: for ever); and how many of
 * those that have left the list since, in the history (0: none).
 */
const HistorySchema = v.strictObject({
  most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_000)), 200),
  days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_650)), 90),
  archive: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50_000)), 10_000),
});

const WatchdogSchema = v.strictObject({
  firstEventMs: v.optional(positiveMs, 30_000),
  progressMs: v.optional(positiveMs, 120_000),
  interruptMs: v.optional(positiveMs, 5_000),
});

const timeOfDay = v.pipe(
  v.string(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'has to be a time such as 22:00'),
);

const NoticesSchema = v.strictObject({
  /** What the desktop is told while the screen is locked: all, that something waits, or nothing. */
  lockScreen: v.optional(v.picklist(['full', 'generic', 'quiet']), 'full'),
  /** Local times between which nothing is said; it is said afterwards if it still holds. */
  quietHours: v.optional(v.nullable(v.strictObject({ from: timeOfDay, to: timeOfDay })), null),
});

/** A place as the settings name it: a whole path or one from ~/, without a slash at its end. */
export const placePattern = /^(?:~\/|\/)[^\0\n]*[^\0\n/]$/;

const places = v.optional(
  v.pipe(
    v.array(v.pipe(text(4096), v.regex(placePattern, 'has to be a whole path, or one from ~/'))),
    v.maxLength(100),
  ),
  [],
);

/** Places that tools of helpers may not read: beside the usual ones, and those to leave out. */
const UnreadableSchema = v.strictObject({ add: places, allow: places });

export const SettingsSchema = v.strictObject({
  gatewayUrl: v.optional(v.nullable(GatewayUrlSchema), null),
  codexBinary: v.optional(v.nullable(line(4096)), null),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** The computer does not go to sleep by itself while a helper works. */
  keepAwake: v.optional(v.boolean(), false),
  /** What closing the window does; `ask` asks only where no tray would be left to see. */
  whenClosed: v.optional(v.picklist(['ask', 'keep-running', 'quit']), 'ask'),
  /** A global shortcut for the small window; the desktop asks the person when it is switched on. */
  askShortcut: v.optional(v.picklist(['off', 'on']), 'off'),
  limits: v.optional(LimitsSchema, {}),
  appetite: v.optional(AppetiteSchema, {}),
  watchdog: v.optional(WatchdogSchema, {}),
  parkedProcessMs: v.optional(positiveMs, 600_000),
  history: v.optional(HistorySchema, {}),
  notices: v.optional(NoticesSchema, {}),
  unreadable: v.optional(UnreadableSchema, {}),
  /** Where accounts sign in and their models are; null is ChatGPT itself. */
  chatgptBaseUrl: v.optional(v.nullable(httpUrl), null),
  /** How long before its end a sign-in that cannot renew itself is said to end soon. */
  endsSoonMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31 * 86_400_000)),
    86_400_000,
  ),
  templates: v.optional(v.array(TemplateSchema), []),
  credentials: v.optional(v.array(CredentialRecordSchema), []),
  lastSpawn: v.optional(v.nullable(v.object({ templateId: id, cwd: v.string() })), null),
});

export type Provider = v.InferOutput<typeof ProviderSchema>;
export type ModelOptions = v.InferOutput<typeof ModelOptionsSchema>;
export type Template = v.InferOutput<typeof TemplateSchema>;
export type NewTemplate = v.InferOutput<typeof NewTemplateSchema>;
export type CredentialRecord = v.InferOutput<typeof CredentialRecordSchema>;
export type AccountRecord = Extract<CredentialRecord, { kind: 'account' }>;
export type Appetite = v.InferOutput<typeof AppetiteSchema>;
export type Unreadable = v.InferOutput<typeof UnreadableSchema>;
export type Settings = v.InferOutput<typeof SettingsSchema>;

/** The part of the settings that a person may set by key (templates and credentials have commands). */
export type SettingsView = Omit<Settings, 'templates' | 'credentials'>;

/** Settings as they are when nothing was ever set. */
export const defaultSettings: Settings = v.parse(SettingsSchema, {});

/** Id of the credential that the built-in template uses. */
export const builtInCredential: CredentialRecord = {
  id: 'openai',
  label: 'OpenAI API key',
  provider: 'OpenAI',
  kind: 'api-key',
};

/** The template that is there on the first day. */
export const builtInTemplate: Template = {
  id: 'codex-5.5',
  name: 'Codex 5.5',
  model: 'gpt-5.5',
  provider: null,
  options: {},
  credential: builtInCredential.id,
  cwd: null,
  sandbox: 'read-only',
  approvals: 'never',
};

/** Where accounts sign in to, and their models are, while the settings name no other place. */
export const chatgptBaseUrl = 'https://chatgpt.com/backend-api';

/**
 * Where a template with an account and no provider of its own sends its requests. A provider that is
 * called OpenAI would be routed by codex 0.169.0 to wherever the account's workspace says.
 */
export const accountProvider = (baseUrl: string): Provider => ({
  name: 'ChatGPT',
  baseUrl: `${withoutEnd(baseUrl, '/')}/codex`,
  wireApi: 'responses',
});

/** Where a template without a provider of its own sends its requests. */
export const openaiProvider: Provider = {
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  wireApi: 'responses',
};
