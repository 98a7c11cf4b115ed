import { once } from 'node:events';
import { createServer } from 'node:net';

/** A loopback port that nobody listens on at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  await new Promise<void>((closed) => {
    server.close(() => {
      closed();
    });
  });
  if (address === null || typeof address === 'string') throw new Error('no loopback port');
  return address.port;
};
