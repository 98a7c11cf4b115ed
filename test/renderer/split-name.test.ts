import { expect, it } from 'vitest';
import { splitName } from '../../renderer/ui/split-name.ts';

it.each([
  ['', '', ''],
  ['twenty characters 20', 'twenty characters 20', ''],
  ['agent:main:discord:helpdesk-eu-1', 'agent:main:discord:helpd', 'esk-eu-1'],
  [`${'x'.repeat(20)}👩‍👩‍👧é`, 'x'.repeat(14), `${'x'.repeat(6)}👩‍👩‍👧é`],
])('%s is cut between %s and %s', (name, start, end) => {
  expect(splitName(name)).toEqual({ start, end });
  expect(start + end).toBe(name);
});
