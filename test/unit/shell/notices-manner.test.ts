import { describe, expect, it } from 'vitest';
import { noticeManner, quietUntil } from '../../../electron/shell/notices.ts';

const at = (time: string, day = 23): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(2026, 10, day, hours, minutes, 20).getTime();
};
const end = (time: string, day = 23): number => at(time, day) - 20_000;

describe('the quiet hours', () => {
  it.each([
    ['22:00', '07:30', at('23:10'), end('07:30', 24)],
    ['22:00', '07:30', at('00:10'), end('07:30')],
    ['22:00', '07:30', at('07:29'), end('07:30')],
    ['22:00', '07:30', at('07:30'), null],
    ['22:00', '07:30', at('21:59'), null],
    ['22:00', '07:30', at('22:00'), end('07:30', 24)],
    ['12:00', '13:00', at('12:59'), end('13:00')],
    ['12:00', '13:00', at('13:00'), null],
    ['12:00', '12:00', at('12:00'), null],
  ])('from %s to %s', (from, to, now, until) => {
    expect(quietUntil({ from, to }, now)).toBe(until);
  });

  it('are none unless they were chosen', () => {
    expect(quietUntil(null, at('03:00'))).toBeNull();
  });
});

describe('the manner of a notice', () => {
  const person = { isFocused: false, isLocked: false };
  const quietHours = { from: '22:00', to: '07:30' };

  it('is by the window, the lock screen and the hour', () => {
    const open = { lockScreen: 'full', quietHours: null } as const;
    expect(noticeManner(person, open, at('12:00'))).toBe('full');
    expect(noticeManner({ ...person, isFocused: true }, open, at('12:00'))).toBe('seen');
    const locked = { isFocused: true, isLocked: true };
    expect(noticeManner(locked, open, at('12:00'))).toBe('full');
    expect(noticeManner(locked, { ...open, lockScreen: 'generic' }, at('12:00'))).toBe('generic');
    expect(noticeManner(locked, { ...open, lockScreen: 'quiet' }, at('12:00'))).toBe('later');
    expect(noticeManner(person, { ...open, quietHours }, at('23:00'))).toBe('later');
    const seen = noticeManner({ ...person, isFocused: true }, { ...open, quietHours }, at('23:00'));
    expect(seen).toBe('seen');
  });
});
