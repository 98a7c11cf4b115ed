import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/**
 * Listens where a gateway would and writes down every caller: it sees the programs that no hook
 * reaches. Where something listens already, that address is left alone.
 * @param {number} port
 * @param {string} log
 * @returns {Promise<{ stop: () => Promise<void> }>}
 */
export async function startCanary(port, log) {
  const servers = await Promise.all(
    ['127.0.0.1', '::1'].map(async (host) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.destroy();
        void appendFile(log, `port ${port} was dialled\n`);
      });
      const listening = await new Promise((resolve) => {
        server.once('error', () => resolve(false));
        server.listen(port, host, () => resolve(true));
      });
      return listening ? server : null;
    }),
  );
  return {
    stop: async () => {
      for (const server of servers) {
        if (server !== null) await new Promise((closed) => server.close(closed));
      }
    },
  };
}
