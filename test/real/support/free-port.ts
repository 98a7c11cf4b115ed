import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux gives to who asks for any port (32768 to 60999). */
const lowest = 20_000;
const highest = 32_000;

/** Wide enough for the ports that a gateway opens beside its own. */
const apart = 20;

// two processes of a test run begin at different places
let next = lowest + ((process.pid * apart) % (highest - lowest));

/**
 * A loopback port that nobody listens on, and that no connection and no listener is given while a
 * real program takes its seconds to listen on it. Never the same one twice in a process.
 */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < (highest - lowest) / apart; tries += 1) {
    const port = next;
    next = next + apart < highest ? next + apart : lowest;
    if (await isFree(port)) return port;
  }
  throw new Error('no loopback port');
};

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
  await new Promise<void>((closed) => {
    server.close(() => closed());
  });
  return true;
};
