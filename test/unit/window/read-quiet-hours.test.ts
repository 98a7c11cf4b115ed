import { describe, expect, it } from 'vitest';
import { readQuietHours } from '../../../renderer/settings/read-quiet-hours.ts';

describe('quiet hours as typed', () => {
  it.each([
    ['22:00', '07:30', { from: '22:00', to: '07:30' }],
    ['9', '17.45', { from: '09:00', to: '17:45' }],
    [' 23:59 ', '0:00', { from: '23:59', to: '00:00' }],
    ['', ' ', null],
  ])('%o to %o are kept as %o', (from, to, value) => {
    expect(readQuietHours(from, to)).toEqual({ ok: true, value });
  });

  it.each([
    ['24:00', '07:00', 'from', 'Type when they begin, such as 22:00.'],
    ['', '07:00', 'from', 'Type when they begin, such as 22:00.'],
    ['22:00', '', 'to', 'Type when they end, such as 07:00.'],
    ['22:00', '7:60', 'to', 'Type when they end, such as 07:00.'],
    ['22:00', 'morning', 'to', 'Type when they end, such as 07:00.'],
    ['7', '07:00', 'to', 'They end when they begin. Type another time, or empty both.'],
  ])('%o to %o are refused below the field “%s”', (from, to, field, reason) => {
    expect(readQuietHours(from, to)).toEqual({ ok: false, field, reason });
  });
});
