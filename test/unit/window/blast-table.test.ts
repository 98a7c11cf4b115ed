import { expect, it } from 'vitest';
import { shortIds, verdictOf } from '../../../renderer/helpers/blast-table.tsx';

it('cuts ids that nobody reads to what tells two of them apart, and nothing else', () => {
  expect(shortIds('7f3a9c41-52d0-4e1b-9a67-0c1b8f2d64e5')).toBe('7f3a9c41');
  expect(shortIds('12, main in a turn')).toBe('12, main in a turn');
  expect(shortIds('pid 2114, 19 Nov 09:41')).toBe('pid 2114, 19 Nov 09:41');
});

it('calls nothing the same that is not', () => {
  const row = { what: 'Other helpers', before: '7, of which 6 alive', same: true };
  expect(verdictOf({ ...row, after: row.before })).toBe('Same');
  expect(verdictOf({ ...row, after: '7, of which 2 alive (4 done or waiting)' })).toBe(
    'Not by this',
  );
  expect(verdictOf({ ...row, after: '7, of which 5 alive (1 died)', same: false })).toBe('Changed');
});
