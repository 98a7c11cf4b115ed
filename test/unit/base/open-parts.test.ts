import { describe, expect, it } from 'vitest';

import { deferred } from '../../../electron/base/promises.ts';
import { OpenParts } from '../../../electron/base/open-parts.ts';

describe('what was opened', () => {
  it('is closed together, and what it stands on after it, the newest first', async () => {
    const open = new OpenParts();
    const seen: string[] = [];
    const slow = deferred<null>();
    open.after(() => void seen.push('vault'));
    open.together(async () => {
      seen.push('link');
      await slow.promise;
      seen.push('link is closed');
    });
    open.together(() => void seen.push('fleet'));
    open.after(() => void seen.push('subscription'));

    const closed = open.close();
    expect(open.closing.aborted).toBe(true);
    expect(seen).toEqual(['link', 'fleet']);
    slow.resolve(null);
    await closed;
    expect(seen).toEqual(['link', 'fleet', 'link is closed', 'subscription', 'vault']);
  });

  it('is all closed, once, when some of it fails, and each failure is told', async () => {
    const open = new OpenParts();
    const seen: string[] = [];
    const stuck = (what: string) => (): void => {
      throw new Error(`${what} is stuck`);
    };
    open.after(() => void seen.push('vault'));
    open.after(stuck('a subscription'));
    open.together(stuck('the link'));
    open.together(() => void seen.push('fleet'));

    await expect(open.close()).rejects.toThrow('the link is stuck; a subscription is stuck');
    await expect(open.close()).rejects.toThrow('stuck');
    expect(seen).toEqual(['fleet', 'vault']);
  });

  it('is closed once it is open when closing began meanwhile, before what it stands on', async () => {
    const open = new OpenParts();
    const seen: string[] = [];
    const panel = deferred<string>();
    open.after(() => void seen.push('vault'));
    const opening = open.opened(panel.promise, async (opened) => {
      await Promise.resolve();
      seen.push(opened);
    });
    const closed = open.close();
    panel.resolve('panel');
    await closed;
    expect(await opening).toBe('panel');
    expect(seen).toEqual(['panel', 'vault']);
  });

  it('is not closed when it could not be opened; whoever opened it is told why', async () => {
    const open = new OpenParts();
    const seen: unknown[] = [];
    const opening = open.opened(Promise.reject(new Error('no place')), (opened) => {
      seen.push(opened);
      return Promise.resolve();
    });
    await expect(opening).rejects.toThrow('no place');
    await open.close();
    expect(seen).toEqual([]);
  });
});
