/** Names, in the environment of everything that a process of ours starts, the folder it belongs to. */
export const markName = 'BULKHEAD_COMPARTMENT';

const allowed = new Set([
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TERM',
  'USER',
  'SHELL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'CODEX_CA_CERTIFICATE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
]);

/** Programs read these in either spelling. */
const eitherCase = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']);

const isAllowed = (name: string): boolean =>
  allowed.has(name) ||
  /^LC_[A-Z_]+$/.test(name) ||
  (name === name.toLowerCase() && eitherCase.has(name.toUpperCase()));

/**
 * The environment of a compartment: of the person's own only what is on the allow-list (never the
 * session bus, the run-time folder, an agent socket, a display, a key or a token), then what the
 * program itself needs, then its CODEX_HOME and, where it runs commands, its own TMPDIR. Pure.
 */
export const compartmentEnvironment = (
  person: Readonly<Record<string, string | undefined>>,
  program: Readonly<Record<string, string>>,
  own: { readonly codexHome: string; readonly temporary?: string },
): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(person)) {
    if (value !== undefined && isAllowed(name)) kept[name] = value;
  }
  const temporary = own.temporary === undefined ? {} : { TMPDIR: own.temporary };
  return { ...kept, ...program, CODEX_HOME: own.codexHome, ...temporary };
};
