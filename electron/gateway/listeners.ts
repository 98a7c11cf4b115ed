/** A listening TCP socket of this computer. */
export interface Listener {
  readonly uid: number;
}

const listening = '0A';
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

const addressesFor = (host: string): readonly string[] => {
  const four = host === 'localhost' ? '127.0.0.1' : host;
  const named4 = /^\d+\.\d+\.\d+\.\d+$/.test(four)
    ? [hexOf4(four), mapped4 + hexOf4(four), wildcard4]
    : [];
  const named6 = host === '::1' || host === 'localhost' ? [loopback6] : [];
  return [...named4, ...named6, wildcard6];
};

/** True for an address that only this computer can be behind. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/**
 * Who would answer a connection to `host:port`, from the text of /proc/net/tcp and tcp6.
 * A listener on all addresses counts; several may listen, and any of them could answer.
 */
export const listenersOn = (table: string, host: string, port: number): readonly Listener[] => {
  const addresses = new Set(addressesFor(host));
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , uid] = line.trim().split(/\s+/);
    if (local === undefined || state !== listening || uid === undefined) return [];
    const [address, atPort] = local.split(':');
    if (address === undefined || atPort !== hexPort || !addresses.has(address)) return [];
    return [{ uid: Number(uid) }];
  });
};
