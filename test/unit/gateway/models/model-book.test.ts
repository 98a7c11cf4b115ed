import { expect, it } from 'vitest';

import { ModelBook, replacedProfiles } from '../../../../electron/gateway/models/model-book.ts';
import type { ModelProvider } from '../../../../electron/gateway/models/model-status.ts';

const told: ModelProvider = {
  provider: 'shopai',
  name: 'shopai',
  says: 'missing',
  endsAt: null,
  kind: 'key',
  account: null,
  profiles: [],
  takesKey: true,
  logins: [],
};

const book = () => {
  const made = new ModelBook({
    now: () => 1_000,
    endsSoonMs: () => 0,
    nameOf: (key) => key,
    onRows: () => undefined,
  });
  made.tell([told]);
  return made;
};

const row = (of: ModelBook) => of.rows()[0];

it('a provider without a key of its own asks for one', () => {
  expect(row(book())).toMatchObject({
    generation: 0,
    state: { phase: 'needs-sign-in', refusedAt: null },
    finding: null,
  });
});

it('a provider whose key the gateway misses is good when a run works all the same', () => {
  const made = book();
  made.saw('shopai', 1, { kind: 'worked', at: 900, by: 'main', begunAfterRefusal: true });
  expect(row(made)).toMatchObject({
    state: { phase: 'good', lastWorkedAt: 900 },
    finding: { kind: 'works-though-ended', workedAt: 900 },
  });
});

it('and is refused at the time when its provider refused it', () => {
  const made = book();
  const seen = { at: 900, by: 'main', status: 401, code: 'HTTP 401' } as const;
  made.saw('shopai', 1, { kind: 'answered', from: 'provider', ...seen });
  expect(row(made)?.state).toMatchObject({ phase: 'needs-sign-in', refusedAt: 900 });
});

it('a row stays in the list until nothing is at work on it any more', () => {
  const made = book();
  made.hold('shopai', 'sign-in', true);
  made.hold('shopai', 'change', true);
  made.tell([]);
  made.hold('shopai', 'change', false);
  made.tell([]);
  expect(row(made)).toBeDefined();
  made.hold('shopai', 'sign-in', false);
  made.tell([]);
  expect(row(made)).toBeUndefined();
});

it('a row whose new key is in no store stays in the list until it is another one', () => {
  const made = book();
  made.note('shopai', { kind: 'key-not-stored', at: 900, oldIsOut: true });
  made.hold('shopai', 'sign-in', true);
  made.hold('shopai', 'sign-in', false);
  made.tell([]);
  expect(row(made)).toBeDefined();
  made.renewed('shopai');
  made.tell([]);
  expect(row(made)).toBeUndefined();
});

const profiles = (...ids: readonly string[]) =>
  ids.map((id) => ({
    id,
    name: id,
    kind: 'key' as const,
    says: 'static',
    endsAt: null,
    replaceable: !id.endsWith('fixed'),
  }));

it.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['the only one', ['a:x'], [], ['a:x']],
  ['nothing that cannot be taken out', ['a:fixed'], ['a:fixed'], []],
  ['those that failed', ['a:x', 'a:y', 'a:manual'], ['a:y', 'a:x'], ['a:x', 'a:y']],
  ['its own place among several', ['a:x', 'a:manual'], [], ['a:manual']],
  ['none of several others', ['a:x', 'a:y'], [], []],
])('a new key takes the place of %s', (_what, ids, failed, replaced) => {
  expect(replacedProfiles('a', profiles(...ids), (id) => failed.includes(id))).toEqual(replaced);
});
