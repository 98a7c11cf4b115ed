import { expect, it } from 'vitest';

import { replacedProfiles } from '../../../../electron/gateway/models/replaced-profiles.ts';

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
