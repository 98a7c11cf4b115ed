import { describe, expect, it } from 'vitest';

import { guardedFolders } from './guarded-folders.ts';

const place = {
  homes: ['/home/ana', '/home/ana'],
  project: '/home/ana/src/bulkhead',
  cache: '/home/ana/.cache/bulkhead',
  node: '/usr/bin/node',
};

describe('what the guard lets through', () => {
  it('is the checkout, the cache, and of Node its binary and its modules', () => {
    expect(guardedFolders(place)).toEqual({
      homes: ['/home/ana'],
      allowed: [place.project, place.cache, '/usr/bin/node', '/usr/lib/node_modules'],
    });
  });

  it.each(['/home/ana/bin/node', '/home/ana/.local/bin/node'])(
    'is never the home, or a folder of it, because Node is %s',
    (node) => {
      const { allowed } = guardedFolders({ ...place, node });
      for (const secret of ['/home/ana/.ssh', '/home/ana/.local/share/keyrings']) {
        expect(allowed.filter((folder) => secret.startsWith(`${folder}/`))).toEqual([]);
      }
    },
  );

  it.each([
    ['a checkout that is the home', { project: '/home/ana' }],
    ['a cache above it', { cache: '/home' }],
    ['a cache at the root', { cache: '/' }],
    ['a second home below the cache', { homes: ['/root', '/home/ana/.cache/bulkhead/x'] }],
  ])('refuses %s', (_what, change) => {
    expect(() => guardedFolders({ ...place, ...change })).toThrow('not started');
  });

  it('takes a folder whose name merely begins like a home for another one', () => {
    expect(() => guardedFolders({ ...place, cache: '/home/an' })).not.toThrow();
  });
});
