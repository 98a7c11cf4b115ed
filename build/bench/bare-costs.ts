import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';

const line = JSON.stringify({
  jsonrpc: '2.0',
  method: 'item/agentMessage/delta',
  params: { threadId: 'thread-0123456789', turnId: 'turn-1', itemId: 'msg-1', delta: 'eight ch' },
});

/** Time to parse the line that brings one piece of text, in ms. */
export const bareParseMs = (): number => {
  const rounds = 200_000;
  let length = 0;
  const from = performance.now();
  for (let n = 0; n < rounds; n += 1) length += JSON.stringify(JSON.parse(line)).length;
  const both = performance.now() - from;
  if (length === 0) throw new Error('nothing was parsed');
  return both / rounds;
};

/** Time of a round trip of one byte over a socket of the file system, in ms. */
export const bareRoundTripMs = async (path: string): Promise<number> => {
  const rounds = 500;
  const server = createServer((socket) => socket.pipe(socket));
  server.listen(path);
  await once(server, 'listening');
  const socket = createConnection(path);
  await once(socket, 'connect');
  const from = performance.now();
  for (let n = 0; n < rounds; n += 1) {
    socket.write('x');
    await once(socket, 'data');
  }
  const took = performance.now() - from;
  socket.destroy();
  server.close();
  return took / rounds;
};
