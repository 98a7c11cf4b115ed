import * as http from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';

import { ProxyError } from './proxy-error.ts';

const proxyAuthorization = ({ username, password }: URL): OutgoingHttpHeaders => {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
};

const placeOf = ({ hostname, port }: URL) => ({
  hostname: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? 80 : Number(port),
});

/** A connection to the host of `url` by way of the proxy (CONNECT). */
const tunnel = (proxy: URL, url: URL, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const target = `${url.hostname}:${url.port === '' ? '443' : url.port}`;
    http
      .request({
        ...placeOf(proxy),
        method: 'CONNECT',
        path: target,
        headers: { host: target, ...proxyAuthorization(proxy) },
        agent: false,
        signal,
      })
      .on('connect', ({ statusCode = 0 }, socket) => {
        if (statusCode === 200) resolve(socket);
        else {
          socket.destroy();
          reject(new ProxyError(statusCode));
        }
      })
      .on('error', reject)
      .end();
  });

/**
 * Sends one GET, through a proxy when one is given, and answers the response. No redirect is
 * followed. Rejects with a ProxyError, or with what the network threw.
 */
export const getThrough = async (
  url: URL,
  headers: OutgoingHttpHeaders,
  proxy: URL | null,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  if (proxy !== null && proxy.protocol !== 'http:') throw new ProxyError(null);
  const isSecure = url.protocol === 'https:';
  const socket = proxy !== null && isSecure ? await tunnel(proxy, url, signal) : null;
  const way =
    socket !== null
      ? { createConnection: () => connect({ socket, servername: url.hostname }) }
      : proxy === null
        ? {}
        : { ...placeOf(proxy), path: url.href };
  const more = proxy !== null && !isSecure ? proxyAuthorization(proxy) : {};
  return new Promise((resolve, reject) => {
    const { request } = isSecure ? https : http;
    const options = {
      ...way,
      headers: { host: url.host, ...headers, ...more },
      agent: false as const,
    };
    request(url, { ...options, signal }, resolve)
      .on('error', reject)
      .end();
  });
};
