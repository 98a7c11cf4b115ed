import { tcpListeners, type TcpListener } from '../../base/tcp-table.ts';

const wildcard4 = '00000000';
const wildcard6 = '0'.repeat(32);
const loopback6 = `${'0'.repeat(24)}01000000`;
const mapped4 = `${'0'.repeat(16)}FFFF0000`;

/** Little-endian hex, as /proc/net/tcp writes 127.0.0.1. */
const hexOf4 = (host: string): string =>
  host
    .split('.')
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .reverse()
    .join('');

/** `::ffff:7f00:1` as 127.0.0.1; anything else as it is. */
const withoutMapping = (host: string): string => {
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  return [high, low]
    .map((part) => parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 0xff])
    .join('.');
};

/** The loopback addresses that a host leads to, as Linux connects; none when it is elsewhere. */
const loopbackOf = (host: string): readonly string[] => {
  const name = withoutMapping(host.replace(/\.$/, ''));
  // RFC 6761: no name below localhost is anyone else.
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  // A connection to "any address" goes to this computer.
  if (name === '0.0.0.0') return ['127.0.0.1'];
  if (name === '::' || name === '::1') return ['::1'];
  return /^127\.\d+\.\d+\.\d+$/.test(name) ? [name] : [];
};

/** The local addresses in the table that would take a connection to a loopback address. */
const takersOf = (address: string): readonly string[] =>
  address === '::1'
    ? [loopback6, wildcard6]
    : [hexOf4(address), mapped4 + hexOf4(address), wildcard4, wildcard6];

/** True for a host (as `URL` writes it) that only this computer can be behind. */
export const isLoopbackHost = (host: string): boolean => loopbackOf(host).length > 0;

/**
 * Who would answer a connection to `host:port` of this computer, from the text of /proc/net/tcp and tcp6.
 * A listener on all addresses counts; several may listen, and any of them could answer.
 */
export const listenersOn = (table: string, host: string, port: number): readonly TcpListener[] => {
  const addresses = new Set(loopbackOf(host).flatMap(takersOf));
  return tcpListeners(table).filter((one) => one.port === port && addresses.has(one.address));
};
