import type { SettingsView } from '../../shared/settings.ts';

export type QuietHours = SettingsView['notices']['quietHours'];

/** A time as typed (`7:00`, `07.00`, `7`), as it is kept (`07:00`); null when it is none. Pure. */
const timeOfDay = (typed: string): string | null => {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(typed.trim());
  if (found === null) return null;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? '0')];
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
};

/** What is wrong with quiet hours as typed, and in which field. */
export interface QuietHoursWrong {
  readonly field: 'from' | 'to';
  readonly reason: string;
}

export type QuietHoursTyped =
  { readonly ok: true; readonly value: QuietHours } | ({ readonly ok: false } & QuietHoursWrong);

const wrong = (field: 'from' | 'to', reason: string): QuietHoursTyped => ({
  ok: false,
  field,
  reason,
});

/** Reads quiet hours as typed; two empty fields are none. Pure. */
export const readQuietHours = (from: string, to: string): QuietHoursTyped => {
  if (from.trim() === '' && to.trim() === '') return { ok: true, value: null };
  const begin = timeOfDay(from);
  if (begin === null) return wrong('from', 'Type when they begin, such as 22:00.');
  const end = timeOfDay(to);
  if (end === null) return wrong('to', 'Type when they end, such as 07:00.');
  return begin === end
    ? wrong('to', 'They end when they begin. Type another time, or empty both.')
    : { ok: true, value: { from: begin, to: end } };
};
