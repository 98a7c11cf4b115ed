import { readGatewayAddress } from '../../../shared/gateway-address.ts';

/**
 * A gateway address as the panel shows and compares it: ws or wss, host, port, path. User name,
 * password, query and fragment are dropped, since a secret could be in them. Null when it is none.
 */
export const gatewayUrl = (text: string): string | null => readGatewayAddress(text)?.url ?? null;

/** The host and port behind a ws:// or wss:// address. */
export const endpointOf = (url: string): { readonly host: string; readonly port: number } => {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === 'wss:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? fallback : Number(port) };
};

/** True for a host (as `URL` writes it) that only this computer can be behind. */
export const isLoopbackHost = (host: string): boolean => loopbackAddressesOf(host).length > 0;

/** The loopback addresses that a host leads to, as Linux connects; none when it is elsewhere. */
export const loopbackAddressesOf = (host: string): readonly string[] => {
  const name = withoutMapping(host.replace(/\.$/, ''));
  // RFC 6761: no name below localhost is anyone else.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  // A connection to "any address" goes to this computer.
  if (name === '0.0.0.0') return ['127.0.0.1'];
  if (name === '::' || name === '::1') return ['::1'];
  return /^127\.\d+\.\d+\.\d+$/.test(name) ? [name] : [];
};

/** `::ffff:7f00:1` as 127.0.0.1; anything else as it is. */
const withoutMapping = (host: string): string => {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  return [high, low]
    .map((part) => parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 0xff])
    .join('.');
};
