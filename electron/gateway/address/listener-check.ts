import { readFile } from 'node:fs/promises';

import { readTcpTable, type TcpListener, tcpListeners } from '../../base/tcp-table.ts';
import { endpointOf, isLoopbackHost, loopbackAddressesOf } from './gateway-url.ts';

/** What the kernel and the user database say, as text; tests give their own. */
export interface SocketTable {
  /** /proc/net/tcp and /proc/net/tcp6, one after the other; rejects when it cannot be read. */
  read(): Promise<string>;
  /** The name of a user id, or null. */
  userName(uid: number): Promise<string | null>;
  readonly uid: number;
}

/** The tables of this computer. */
export const systemSocketTable = (): SocketTable => ({
  read: readTcpTable,
  userName: async (uid) => {
    const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
    const line = users.split('\n').find((entry) => entry.split(':')[2] === String(uid));
    return line?.split(':')[0] ?? null;
  },
  uid: process.getuid?.() ?? -1,
});

export type ListenerCheck =
  /** Ours, root's, or not on this computer. */
  | { readonly kind: 'trusted' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'foreign'; readonly owner: string }
  /** The kernel's table cannot be read, so nobody can be trusted. */
  | { readonly kind: 'unknown' };

/** Says whether a secret may go to who listens at a gateway address. */
export const checkListener = async (url: string, table: SocketTable): Promise<ListenerCheck> => {
  const { host, port } = endpointOf(url);
  if (!isLoopbackHost(host)) return { kind: 'trusted' };
  let text: string;
  try {
    text = await table.read();
  } catch {
    return { kind: 'unknown' };
  }
  const found = listenersOn(text, host, port);
  if (found.length === 0) return { kind: 'nobody' };
  const foreign = found.find(({ uid }) => uid !== 0 && uid !== table.uid);
  if (foreign === undefined) return { kind: 'trusted' };
  const name = await table.userName(foreign.uid);
  return { kind: 'foreign', owner: `${name ?? 'user'} (uid ${foreign.uid})` };
};

/**
 * Who would answer a connection to `host:port` of this computer, from the text of /proc/net/tcp and tcp6.
 * A listener on all addresses counts; several may listen, and any of them could answer.
 */
export const listenersOn = (table: string, host: string, port: number): readonly TcpListener[] => {
  const addresses = new Set(loopbackAddressesOf(host).flatMap(takersOf));
  return tcpListeners(table).filter((one) => one.port === port && addresses.has(one.address));
};

/** The local addresses in the table that would take a connection to a loopback address. */
const takersOf = (address: string): readonly string[] =>
  address === '::1'
    ? [loopback6, wildcard6]
    : [hexOf4(address), mapped4 + hexOf4(address), wildcard4, wildcard6];

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
