import type { ServerResponse } from 'node:http';

/** Answers what a gateway answers over plain HTTP: `/healthz` and `/readyz`. */
export const answerHttp = (path: string, ready: boolean, response: ServerResponse): void => {
  const answers = new Map<string, readonly [number, unknown]>([
    ['/healthz', [200, { ok: true, status: 'live' }]],
    ['/readyz', ready ? [200, { ready: true, failing: [] }] : [503, { ready: false }]],
  ]);
  const [status, body] = answers.get(path) ?? [404, { error: 'not found' }];
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
};
