import { readFile } from 'node:fs/promises';

import { readTcpTable } from '../../base/tcp-table.ts';
import { isLoopbackHost, listenersOn } from './tcp-listeners.ts';

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

/** The host and port behind a ws:// or wss:// address. */
export const endpointOf = (url: string): { readonly host: string; readonly port: number } => {
  const { hostname, port, protocol } = new URL(url);
  const fallback = protocol === 'wss:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? fallback : Number(port) };
};

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
