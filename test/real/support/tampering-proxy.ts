import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Stands before a port of loopback, counts who comes and changes what a test wants changed. */
export interface TamperingProxy {
  readonly url: string;
  /** WebSocket connections so far. */
  readonly upgrades: number;
  /**
   * Changes the request that asks for a WebSocket. Only it: the frames after it are masked at
   * random, so whatever is looked for in them is found there now and then.
   */
  upgradeRequest: (request: string) => string;
  /** Changes what the server sends before it is passed on; must keep its length. */
  fromServer: (bytes: string) => string;
  close(): Promise<void>;
}

const asItIs = (text: string): string => text;

const changed = (bytes: Buffer, change: (text: string) => string): Buffer =>
  Buffer.from(change(bytes.toString('latin1')), 'latin1');

/** Listens on a free port of loopback. */
export const openTamperingProxy = async (port: number): Promise<TamperingProxy> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  let upgrades = 0;
  const server = createServer((client) => {
    const upstream = createConnection(port, '127.0.0.1');
    keep(client);
    keep(upstream);
    client.on('data', (bytes: Buffer) => {
      const asks = /^upgrade: websocket/im.test(bytes.toString('latin1'));
      if (asks) upgrades += 1;
      upstream.write(asks ? changed(bytes, proxy.upgradeRequest) : bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      client.write(changed(bytes, proxy.fromServer));
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const proxy: TamperingProxy = {
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get upgrades() {
      return upgrades;
    },
    upgradeRequest: asItIs,
    fromServer: asItIs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
};
