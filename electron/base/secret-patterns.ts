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
