import { readFile } from 'node:fs/promises';

/** A listening TCP socket of this computer. */
export interface TcpListener {
  /** Local address in hex, as the kernel writes it: the bytes of each 32-bit word reversed. */
  readonly address: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

const listening = '0A';

/** The sockets that listen, from the text of /proc/net/tcp or tcp6 (proc_pid_net(5)). Pure. */
export const tcpListeners = (table: string): readonly TcpListener[] =>
  table.split('\n').flatMap((line) => {
    const [, local, , state, , , , uid, , inode] = line.trim().split(/\s+/);
    if (local === undefined || state !== listening || uid === undefined) return [];
    const [address, port] = local.split(':');
    if (address === undefined || port === undefined || inode === undefined) return [];
    return [{ address, port: parseInt(port, 16), uid: Number(uid), inode }];
  });

/** The text of /proc/net/tcp and tcp6, one after the other; rejects when the first cannot be read. */
export const readTcpTable = async (): Promise<string> => {
  const four = await readFile('/proc/net/tcp', 'utf8');
  // Absent where IPv6 is switched off.
  const six = await readFile('/proc/net/tcp6', 'utf8').catch(() => '');
  return `${four}\n${six}`;
};
