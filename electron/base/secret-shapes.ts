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

/** The ways one secret may be written: as it is, JSON-escaped (twice too), URL-encoded, base64. */
export const secretForms = (secret: string): readonly string[] => {
  const bare = secret.trim().replace(/^bearer\s+/i, '');
  if (bare.length < shortestKnownSecret) return [];
  const json = JSON.stringify(bare).slice(1, -1);
  const inside = base64Inside(bare);
  return [
    ...new Set([
      bare,
      json,
      JSON.stringify(json).slice(1, -1),
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

const looksSecret = (value: string): boolean => /[\d._~+/=-]/.test(value.replace(/[.,;:]+$/, ''));

// Bounded repeats: this runs over text of any origin, and must not be made slow by it.
const names =
  '(?:[a-z0-9]{1,32}[_-]){0,6}(?:api[_-]?key|token|secret|password|passwd|passphrase|cookie|user[_-]?code|device[_-]?code|device[_-]?auth[_-]?id|code[_-]?verifier|authToken|accessToken|refreshToken|idToken|deviceToken|clientSecret)';

/** Secrets told by their shape or by the name before them, for text of any origin. */
const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, removed],
  [/\b(?:sk|rk|pk)-[\w*.-]{6,}/g, removed],
  // a refresh token of OpenAI's: the panel never holds it, so its value is not known
  [/\brt_[\w.-]{16,}/g, removed],
  [/\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|xox[abprs]-[\w-]{8,}|AKIA[A-Z0-9]{12,})/g, removed],
  [/(:\/\/)[^\s/@"']{1,512}@/g, `$1${removed}@`],
  [
    new RegExp(`([?&#;](?:${names}|key|code|auth|sig|signature)=)[^&\\s"'<>\\\\]+`, 'gi'),
    `$1${removed}`,
  ],
  [
    new RegExp(`(\\\\*["'](?:${names}|authorization)\\\\*["']\\s*:\\s*\\\\*["'])[^"'\\\\]+`, 'gi'),
    `$1${removed}`,
  ],
  [new RegExp(`\\b(${names}=["']?)(?!\\[removed\\])[^\\s"'&]+`, 'gi'), `$1${removed}`],
  [
    /\b((?:x-api-key|api-key|authorization|proxy-authorization|set-cookie|cookie)\s*:\s*(?:(?:bearer|basic)\s+)?)(?!\[removed\])[^\s"'\\,]+/gi,
    `$1${removed}`,
  ],
];

/** The text with everything replaced that has the shape or the name of a secret. */
export const withoutPatterns = (text: string): string =>
  rules.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    text.replace(
      /\b((?:bearer|basic)(?:\s{1,8}|%20))([\w.~+/=-]{8,})/gi,
      (all: string, scheme: string, value: string) =>
        looksSecret(value) ? `${scheme}${removed}` : all,
    ),
  );
