import { withoutEnd } from '../../shared/format.ts';
import { withoutKeys } from './issued-keys.ts';

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

/**
 * The ways one secret may be written: as it is, JSON-escaped (twice, with `\\/` or in ASCII too),
 * URL-encoded as far as needed or wholly, hex, base64.
 */
export const secretForms = (secret: string): readonly string[] => {
  const bare = secret.trim().replace(/^bearer\s+/i, '');
  if (bare.length < shortestKnownSecret) return [];
  const json = JSON.stringify(bare).slice(1, -1);
  const ascii = json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const inside = base64Inside(bare);
  const hex = Buffer.from(bare, 'utf8').toString('hex');
  const percent = hex.replaceAll(/../g, '%$&');
  return [
    ...new Set([
      bare,
      json,
      JSON.stringify(json).slice(1, -1),
      json.replaceAll('/', '\\/'),
      ascii,
      ascii.replaceAll('/', '\\/'),
      hex,
      hex.toUpperCase(),
      percent,
      percent.toUpperCase(),
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
  '(?:[a-z0-9]{1,32}[_-]){0,6}(?:(?:api|access|account|auth|private|secret[_-]?access)[_-]?key|client[_-]?key[_-]?data|token|secret|password|passwd|passphrase|cookie|user[_-]?code|device[_-]?code|device[_-]?auth[_-]?id|code[_-]?verifier|authToken|accessToken|refreshToken|idToken|deviceToken|clientSecret)';

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
  [/(:\/\/)[^\s/"']{1,512}@/g, `$1${removed}@`],
  [/(%3A%2F%2F)(?:[^\s/"'%]|%(?!40|2F)[0-9A-F]{2}){1,512}%40/gi, `$1${removed}%40`],
  // the addresses that a chat takes messages at, from whoever knows them
  [
    /(hooks\.slack\.com\/[a-z]{1,16}\/|discord(?:app)?\.com\/api\/webhooks\/)[\w/-]+/gi,
    `$1${removed}`,
  ],
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
  // a line of settings: a value of a few letters more likely is a word of a sentence
  [
    new RegExp(
      `\\b(${names}(?:[ \\t]{1,8}=|[ \\t]{0,8}:)[ \\t]{0,8}["']?)(?=[^\\s"']{8})(?=[^\\s"'\\d]{0,128}\\d)[^\\s"']+`,
      'gi',
    ),
    `$1${removed}`,
  ],
  [
    /\b((?:x-api-key|api-key|x-auth-key|x-goog-api-key|authorization|proxy-authorization|set-cookie|cookie)\s{0,16}:\s{0,16}(?:(?:bearer|basic|token)\s{1,16})?)(?!\[removed\])[^\s"'\\,]+/gi,
    `$1${removed}`,
  ],
  // the settings files of package managers and of git
  [/(_(?:authToken|auth|password)\s{0,8}=\s{0,8})(?!\[removed\])[^\s"']+/g, `$1${removed}`],
  [/\b(login\s{1,8}\S{1,128}\s{1,8}password\s{1,8})[^\s[]\S*/g, `$1${removed}`],
  [/("auth"\s{0,8}:\s{0,8}")(?=[^"]{0,512}[\d=])[\w+/=]{8,}/g, `$1${removed}`],
  [/((?:\s-u|\s--user)[ =]["']?[^\s:"']{1,128}:)[^\s"']+/g, `$1${removed}`],
  [/(Private-Lines:\s{0,8}\d{1,4}\s{1,8})[\w+/=\r\n]+/g, `$1${removed}`],
  [/(?<![\w/])1\/\/0[\w-]{20,}/g, removed],
  [/(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{31,34}/g, removed],
  [/\b((?:AccountKey|SharedAccessKey|SharedAccessSignature)=)[\w+/=%-]+/g, `$1${removed}`],
];

/** The text with everything replaced that has the shape or the name of a secret. */
export const withoutPatterns = (text: string): string =>
  rules.reduce(
    (rest, [pattern, replacement]) => rest.replace(pattern, replacement),
    withoutKeys(withoutPem(text), removed).replace(
      /\b((?:bearer|basic)(?:\s{1,8}|%20))([\w.~+/=-]{8,})/gi,
      (all: string, scheme: string, value: string) =>
        looksSecret(value) ? `${scheme}${removed}` : all,
    ),
  );
