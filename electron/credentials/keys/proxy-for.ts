/** Variables by name, as of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const named = (env: Environment, name: string): string =>
  env[name.toLowerCase()] ?? env[name] ?? '';

const isExempt = ({ hostname }: URL, noProxy: string): boolean =>
  noProxy
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/:\d+$/, '')
        .replace(/^\*?\./, ''),
    )
    .some((entry) => entry === '*' || hostname === entry || hostname.endsWith(`.${entry}`));

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');

/**
 * The proxy that a request to `url` goes through by the environment (HTTPS_PROXY, HTTP_PROXY,
 * ALL_PROXY and NO_PROXY, in either spelling), as codex's own do; null for none. This computer is
 * asked directly. Pure.
 */
export const proxyFor = (url: URL, env: Environment): URL | null => {
  if (isLoopback(url) || isExempt(url, named(env, 'NO_PROXY'))) return null;
  const own = named(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const proxy = own === '' ? named(env, 'ALL_PROXY') : own;
  if (proxy === '') return null;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(address) ? new URL(address) : null;
};
