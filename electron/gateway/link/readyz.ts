import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

import * as v from 'valibot';

const ReadySchema = v.object({ ready: v.literal(true) });
const maxBytes = 64 * 1024;

/**
 * Asks `GET /readyz` of a gateway whether it is ready (openclaw 2026.9.6; needs no credential).
 * False for every other answer, for none within `timeoutMs` and when aborted; never rejects.
 */
export const askReady = (url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const target = new URL('/readyz', url.replace(/^ws/, 'http'));
    // Nothing secret is sent and a lie only costs one attempt, so any certificate will do.
    const options = { signal, agent: false as const, rejectUnauthorized: false };
    const ask = target.protocol === 'https:' ? overHttps : overHttp;
    const asked = ask(target, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
        if (text.length > maxBytes) asked.destroy();
      });
      answer.on('end', () => settle(answer.statusCode === 200 && saysReady(text)));
      answer.on('error', () => settle(false));
    });
    const timer = setTimeout(() => asked.destroy(), timeoutMs);
    const settle = (ready: boolean): void => {
      clearTimeout(timer);
      resolve(ready);
    };
    asked.on('error', () => settle(false));
    asked.on('close', () => settle(false));
    asked.end();
  });

const saysReady = (text: string): boolean => {
  try {
    return v.is(ReadySchema, JSON.parse(text));
  } catch {
    return false;
  }
};
