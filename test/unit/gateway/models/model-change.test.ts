import { expect, it } from 'vitest';

import { systemClock } from '../../../../electron/base/clock.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { ModelBook } from '../../../../electron/gateway/models/model-book.ts';
import { ModelChange } from '../../../../electron/gateway/models/model-change.ts';
import { WireRequestError, type WireSession } from '../../../../electron/wire/wire-session.ts';

const profile = {
  id: 'shopai:manual',
  name: 'shopai:manual',
  kind: 'key',
  says: 'ok',
  endsAt: null,
  replaceable: true,
} as const;

/** A change at a gateway that takes the old key out, and loses the connection before it has the new one. */
const changing = () => {
  const lost = deferred<null>();
  const asked = deferred<null>();
  const methods: string[] = [];
  const session: WireSession = {
    hello: {
      protocol: 4,
      version: '0.0.0-test',
      connId: 'one',
      bootId: '',
      scopes: [],
      deviceToken: null,
    },
    ended: new Promise(() => undefined),
    request: async (method) => {
      methods.push(method);
      if (method !== 'models.authSetApiKey') return {};
      asked.resolve(null);
      await lost.promise;
      throw new WireRequestError(method, { kind: 'ended', message: 'gone' });
    },
    close: () => Promise.resolve(),
  };
  const book = new ModelBook({
    now: () => 1_000,
    endsSoonMs: () => 0,
    nameOf: (key) => key,
    onRows: () => undefined,
  });
  const says = { says: 'ok', endsAt: null, kind: 'key', account: null } as const;
  const rest = { profiles: [profile], takesKey: true, logins: [] };
  book.tell([{ provider: 'shopai', name: 'shopai', ...says, ...rest }]);
  const change = new ModelChange({
    clock: systemClock,
    book,
    openAdmin: () => Promise.resolve({ ok: true, session }),
    redact: (text) => text,
    onChanged: () => undefined,
  });
  return { change, book, methods, lost, asked };
};

const sets = (methods: readonly string[]): number =>
  methods.filter((method) => method === 'models.authSetApiKey').length;

it('a key whose storing failed is sent a second time', async () => {
  const { change, methods, lost, book } = changing();
  lost.resolve(null);
  expect(await change.setKey('shopai', 'key-2')).toMatchObject({ failure: { kind: 'storage' } });
  expect(sets(methods)).toBe(2);
  expect(book.isNotStored('shopai')).toBe(true);
});

it('but not when the panel went to another gateway meanwhile', async () => {
  const { change, methods, lost, asked } = changing();
  const reply = change.setKey('shopai', 'key-2');
  await asked.promise;
  let isLeft = false;
  const left = change.leave().then(() => (isLeft = true));
  await Promise.resolve();
  expect(isLeft).toBe(false);
  lost.resolve(null);
  expect(await reply).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  await left;
  expect(sets(methods)).toBe(1);
});
