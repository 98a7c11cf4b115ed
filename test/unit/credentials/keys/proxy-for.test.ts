import { describe, expect, it } from 'vitest';

import { proxyFor } from '../../../../electron/credentials/keys/proxy-for.ts';

describe('the way to a provider', () => {
  const way = (url: string, env: Readonly<Record<string, string>>) =>
    proxyFor(new URL(url), env)?.href ?? null;

  it.each<[string, Readonly<Record<string, string>>, string | null]>([
    ['https://a.example/v1', {}, null],
    ['https://a.example/v1', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['https://a.example/v1', { HTTP_PROXY: 'http://p:3128' }, null],
    ['https://a.example/v1', { ALL_PROXY: 'p:3128' }, 'http://p:3128/'],
    [
      'https://a.example/v1',
      { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' },
      'http://q:1/',
    ],
    ['https://a.example/v1', { HTTPS_PROXY: 'http://p', NO_PROXY: 'b.example, .example' }, null],
    ['https://a.example/v1', { HTTPS_PROXY: 'http://p', NO_PROXY: 'a.example:443' }, null],
    ['https://a.example/v1', { HTTPS_PROXY: 'http://p', NO_PROXY: '*' }, null],
    ['https://a.example/v1', { HTTPS_PROXY: 'http://p', no_proxy: 'ample' }, 'http://p/'],
    ['http://127.0.0.1:9/v1', { HTTP_PROXY: 'http://p' }, null],
    ['http://[::1]:9/v1', { HTTP_PROXY: 'http://p' }, null],
  ])('to %s with %j is %s', (url, env, proxy) => {
    expect(way(url, env)).toBe(proxy);
  });
});
