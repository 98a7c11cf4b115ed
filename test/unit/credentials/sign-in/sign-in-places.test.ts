import { expect, it } from 'vitest';

import { KeyringReach } from '../../../../electron/credentials/sign-in/sign-in-places.ts';
import { deferred } from '../../../../electron/base/promises.ts';

it('asks the password store once for all who ask at once, and tells a change once', async () => {
  const answers = [deferred<boolean>(), deferred<boolean>()];
  let asked = 0;
  let changes = 0;
  const reach = new KeyringReach({
    ask: () => answers[asked++]?.promise ?? Promise.resolve(true),
    isOpen: true,
    onChange: () => (changes += 1),
  });
  const looks = [reach.look(), reach.look(), reach.look()];
  answers[0]?.resolve(false);
  expect(await Promise.all(looks)).toEqual([false, false, false]);
  expect([asked, changes, reach.isOpen]).toEqual([1, 1, false]);
  const again = reach.look();
  answers[1]?.resolve(true);
  expect(await again).toBe(true);
  expect([asked, changes, reach.isOpen]).toEqual([2, 2, true]);
});
