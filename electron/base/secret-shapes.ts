import { withoutEnd } from '../../shared/format.ts';

/** Shorter secrets are not looked for by value: they would also match ordinary words. */
export const shortestKnownSecret = 6;

// Base64 shifts with the position of the text inside what is encoded; of each of the three
// alignments only the characters that depend on nothing but the secret are kept.
const base64Inside = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < 8) return [];
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(from, to);
  });
};

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_');

const encoded = (secret: string): readonly string[] => {
  // A lone surrogate cannot be encoded; such a text is no secret that anyone could have sent.
  if (/\p{Surrogate}/u.test(secret)) return [];
  const uri = encodeURIComponent(secret);
  return [
    uri,
    uri.replaceAll('%20', '+'),
    uri.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  ];
};

/** The ways one secret may be written: as it is, JSON-escaped (twice too), URL-encoded, hex, base64. */
export const secretForms = (secret: string): readonly string[] => {
  const bare = secret.trim().replace(/^bearer\s+/i, '');
  if (bare.length < shortestKnownSecret) return [];
  const json = JSON.stringify(bare).slice(1, -1);
  const inside = base64Inside(bare);
  const hex = Buffer.from(bare, 'utf8').toString('hex');
  return [
    ...new Set([
      bare,
      json,
      JSON.stringify(json).slice(1, -1),
      hex,
      hex.toUpperCase(),
      ...encoded(bare),
      ...inside,
      ...inside.map(urlSafe),
    ]),
  ];
};

/** What stands where a secret stood. */
export const removed = '[removed]';

const secretKey =
  /(?:token|tokens|apikey|accesskey|privatekey|authorization|password|passwd|passphrase|secret|cookie|jwt|bearer|signature|usercode|devicecode|deviceauthid|authorizationcode|codeverifier)$/;

const opaque = /^(?=.*\d)[\w.~+/=-]{16,}$|^[A-Z0-9]{4}-[A-Z0-9]{4,5}$/;

/** True when a member of that name holds a secret, whatever its spelling (`apiKey`, `api_key`). */
export const isSecretKey = (key: string): boolean =>
  secretKey.test(key.toLowerCase().replaceAll(/[^a-z]/g, ''));

/** True for the value of a bare `code` that is a grant or a device code, not an error's code. */
export const isGrantCode = (key: string, value: string): boolean =>
  key.toLowerCase() === 'code' && opaque.test(value);

const looksSecret = (value: string): boolean => /[\d._~+/=-]/.test(withoutEnd(value, '.,;:'));

// Bounded repeats: this runs over text of any origin, and must not be made slow by it.
const names =
  '(?:[a-z0-9]{1,32}[_-]){0,6}(?:api[_-]?key|token|secret|password|passwd|passphrase|cookie|user[_-]?code|device[_-]?code|device[_-]?auth[_-]?id|code[_-]?verifier|authToken|accessToken|refreshToken|idToken|deviceToken|clientSecret)';

/** Beginnings of keys as those who issue them write them, each with how much must follow. */
const issued: readonly (readonly [beginning: RegExp, more: number])[] = [
  // model providers: OpenAI, Anthropic, Stripe's like, Groq, xAI, Perplexity, NVIDIA, Tavily, Replicate
  [/(?:sk|rk|pk)[-_]/, 6],
  // a refresh token of OpenAI's: the panel never holds it, so its value is not known
  [/rt_/, 16],
  [/(?:gsk_|xai-|pplx-|nvapi-|tvly-|r8_|hf_|co_)/, 16],
  [/(?:AIza|GOCSPX-|ya29\.)/, 16],
  // code hosts and package registries
  [
    /(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|oas|soat|cbt|ft|imt|agent)-|npm_|pypi-|dckr_(?:pat|oat)_)/,
    16,
  ],
  [/(?:ATATT|ATBB|rubygems_|cio|oy2)/, 16],
  // clouds and hosts
  [/(?:AKIA|ASIA)(?=[A-Z0-9])/, 12],
  [
    /(?:dop_v1_|doo_v1_|dp\.pt\.|hvs\.|hvb\.|glc_|glsa_|shp(?:at|ss|ca|pa)_|fo1_|FlyV1|AGE-SECRET-KEY-1)/,
    16,
  ],
  // chats and mail
  [/(?:xox[abeprs]-|xapp-)/, 8],
  [/(?:SG\.|sq0(?:atp|csp)-|EAAC|lin_api_|ntn_|key-(?=[0-9a-f]{16}))/, 16],
];

/** A run of characters that a key, or several joined by dots, is made of. */
const tokenRun = /[\w*-]{2,}(?:[.:][\w*-]+)*/g;

const jwtStart = /(?:^|[^A-Za-z0-9])(?=eyJ)/g;
const jwt = /eyJ[\w-]{8,}\.[\w-]{4,}/y;

/** Where a JWT begins, or -1. One part is read once: a later start in it ends where it ends. */
const jwtIn = (run: string): number => {
  for (let from = 0; ;) {
    jwtStart.lastIndex = from;
    const start = jwtStart.exec(run);
    if (start === null) return -1;
    const at = start.index + start[0].length;
    jwt.lastIndex = at;
    if (jwt.test(run)) return at;
    const part = run.slice(at).search(/[.:]/);
    if (part === -1) return -1;
    from = at + part;
  }
};

/** A bot of Telegram's; the id of the bot is in it. */
const botKey = /(?:^|[^0-9])\d{6,12}:[\w-]{30,64}/;
/** A bot of Discord's: its id, a time and a signature. */
const chatKey = /(?:^|[^\w-])[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,45}/;

const beginnings = issued.map(
  ([beginning, more]) => [new RegExp(`(?:^|[^A-Za-z0-9])(${beginning.source})`), more] as const,
);

const inRun = (run: string): number => {
  let from = -1;
  const at = (found: number): void => {
    if (found >= 0 && (from === -1 || found < from)) from = found;
  };
  for (const [beginning, more] of beginnings) {
    const found = beginning.exec(run);
    if (found === null) continue;
    const starts = found.index + found[0].length - (found[1]?.length ?? 0);
    if (run.length - found.index - found[0].length >= more) at(starts);
  }
  at(jwtIn(run));
  for (const shape of [botKey, chatKey]) {
    const found = shape.exec(run);
    if (found !== null) at(found.index + (/^[A-Za-z0-9]/.test(found[0]) ? 0 : 1));
  }
  return from;
};

const withoutIssued = (text: string): string =>
  text.replace(tokenRun, (run) => {
    const from = inRun(run);
    return from === -1 ? run : `${run.slice(0, from)}${removed}`;
  });

const pemBegin = '-----BEGIN ';
const pemEnd = '-----END ';

/** Without private keys as PEM writes them, also where the end of one is missing. */
const withoutPem = (text: string): string => {
  let clean = '';
  let from = 0;
  for (;;) {
    const begin = text.indexOf(pemBegin, from);
    if (begin === -1) return clean + text.slice(from);
    const label = text.slice(begin, begin + 64);
    if (!/^-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY/.test(label)) {
      clean += text.slice(from, begin + pemBegin.length);
      from = begin + pemBegin.length;
      continue;
    }
    clean += text.slice(from, begin) + removed;
    const end = text.indexOf(pemEnd, begin);
    if (end === -1) return clean;
    const line = text.indexOf('\n', end);
    from = line === -1 ? text.length : line;
  }
};

/**
 * Secrets told by the name before them. Every repeat has an end or is followed by what cannot stop
 * it, so that text of any origin takes time in line with its length.
 */
const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(:\/\/)[^\s/@"']{1,512}@/g, `$1${removed}@`],
  [
    new RegExp(`([?&#;](?:${names}|key|code|auth|sig|signature)=)[^&\\s"'<>\\\\]+`, 'gi'),
    `$1${removed}`,
  ],
  [
    new RegExp(
      `((?<!\\\\)\\\\{0,16}["'](?:${names}|authorization)\\\\{0,16}["']\\s{0,16}:\\s{0,16}\\\\{0,16}["'])[^"'\\\\]+`,
      'gi',
    ),
    `$1${removed}`,
  ],
  [new RegExp(`\\b(${names}=["']?)(?!\\[removed\\])[^\\s"'&]+`, 'gi'), `$1${removed}`],
  [
    /\b((?:x-api-key|api-key|authorization|proxy-authorization|set-cookie|cookie)\s{0,16}:\s{0,16}(?:(?:bearer|basic|token)\s{1,16})?)(?!\[removed\])[^\s"'\\,]+/gi,
    `$1${removed}`,
  ],
  // the settings files of package managers and of git
  [/(_(?:authToken|auth|password)\s{0,8}=\s{0,8})(?!\[removed\])[^\s"']+/g, `$1${removed}`],
  [/\b((?:AccountKey|SharedAccessKey|SharedAccessSignature)=)[\w+/=%-]+/g, `$1${removed}`],
];

/** The text with everything replaced that has the shape or the name of a secret. */
export const withoutPatterns = (text: string): string =>
  rules.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    withoutIssued(withoutPem(text)).replace(
      /\b((?:bearer|basic)(?:\s{1,8}|%20))([\w.~+/=-]{8,})/gi,
      (all: string, scheme: string, value: string) =>
        looksSecret(value) ? `${scheme}${removed}` : all,
    ),
  );
