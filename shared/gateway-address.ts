import { withoutEnd } from './format.ts';

/** A gateway's address as somebody wrote it. */
export interface ReadAddress {
  /** ws or wss, host, port, path: nothing in it is secret. */
  readonly url: string;
  /** The token or password that the address carried along, as a dashboard's does. */
  readonly secret: string | null;
  /** True when it named a user: that is no proof that a gateway takes. */
  readonly namesUser: boolean;
}

const defaultPort = 18789;

/** Pages of OpenClaw's dashboard (2026.9.6), which are no part of the gateway's address. */
const pages = new Set(
  'agents channels chat config cron debug instances logs nodes overview sessions skills usage'.split(
    ' ',
  ),
);

const scheme = /^(wss?|https?):\/\//i;

/** What is around an address in a mail or a terminal. */
const bare = (text: string): string => {
  const inside = text.replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '').trim();
  return /^(["'`]).*\1$/s.test(inside) || /^<.*>$/s.test(inside)
    ? inside.slice(1, -1).trim()
    : inside;
};

/** `host:port`, an address alone or localhost, with the protocol that they leave out; null for others. */
const withProtocol = (text: string): string | null => {
  const cut = text.search(/[/?#]/);
  const host = cut < 0 ? text : text.slice(0, cut);
  const rest = cut < 0 ? '' : text.slice(cut);
  if (/^[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}$/i.test(host))
    return `ws://[${host}]:${defaultPort}${rest}`;
  if (/^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]{2,45}\])$/i.test(host)) {
    return `ws://${host}:${defaultPort}${rest}`;
  }
  if (!/^(?:[\p{L}\p{N}._-]{1,253}|\[[\da-f:.]{2,45}\]):\d{1,5}$/iu.test(host)) return null;
  return `${host.endsWith(':443') ? 'wss' : 'ws'}://${text}`;
};

const secretIn = (url: URL): string | null => {
  for (const part of [url.hash.slice(1), url.search.slice(1)]) {
    const named = new URLSearchParams(part);
    const secret = (named.get('token') ?? named.get('password') ?? '').trim();
    if (secret !== '') return secret;
  }
  return null;
};

const pathOf = (url: URL, isPage: boolean): string => {
  const path = withoutEnd(url.pathname, '/');
  const last = path.slice(path.lastIndexOf('/') + 1);
  return isPage && pages.has(last) ? path.slice(0, -last.length - 1) : path;
};

/**
 * Reads the address of a gateway as people have it: ws, wss, http or https in any case, the dashboard's
 * own with `#token=`, `host:port`, an IPv6 address. What was secret in it is beside it. Null when it is
 * none. Pure.
 */
export const readGatewayAddress = (text: string): ReadAddress | null => {
  const plain = bare(text);
  const whole = scheme.test(plain) ? plain : withProtocol(plain);
  if (whole === null || !URL.canParse(whole)) return null;
  const asWritten = new URL(whole);
  // The port that goes without saying is that of the same kind: a change of the name keeps it.
  const url = new URL(whole.replace(/^http(s?):/i, 'ws$1:'));
  if (url.hostname === '' || url.port === '0') return null;
  const isPage = asWritten.protocol.startsWith('http');
  return {
    url: `${url.protocol}//${url.host}${pathOf(url, isPage)}`,
    secret: secretIn(url),
    namesUser: url.username !== '' || url.password !== '',
  };
};
