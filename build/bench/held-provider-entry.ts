import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// Answers every prompt at once with one piece of text and leaves it there, so that nothing ends
// while others start; apart from the panel, so that its work is not counted as the panel's. Another
// key than the one it is started with is refused.
const [key = ''] = process.argv.slice(2);
const message = { id: 'message', type: 'message', role: 'assistant', content: [] };
const events = [
  { type: 'response.created', response: { id: 'response' } },
  { type: 'response.output_item.added', output_index: 0, item: message },
  { type: 'response.output_text.delta', item_id: 'message', output_index: 0, delta: 'first' },
];
const answer = events.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`).join('');

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.headers.authorization !== `Bearer ${key}`) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"error":{"code":"invalid_api_key","message":"Incorrect API key provided"}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(answer);
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
// It listens on a port, so its address is no path.
const { port } = server.address() as AddressInfo;
process.stdout.write(`http://127.0.0.1:${port}/v1\n`);
process.stdin
  .on('end', () => {
    server.closeAllConnections();
    server.close();
  })
  .resume();
