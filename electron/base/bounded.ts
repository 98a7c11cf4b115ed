import * as v from 'valibot';

import { cutText } from '../../shared/format.ts';

/** Longest wait that somebody else may ask for, in ms: a day. */
export const longestHintMs = 86_400_000;

/** A text of others, cut between words where it is longer than `max`. */
export const shortText = (max: number) =>
  v.pipe(
    v.string(),
    v.transform((text) => cutText(text, max)),
  );

/** The same where null or nothing may stand in its place. */
export const shortTextOrNull = (max: number) => v.optional(v.nullable(shortText(max)), null);

/** A text that is a name of something: another than the whole would name something else. */
export const wholeText = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));

/** The first `max` items of a list, whatever the rest is. */
export const firstOf = <T>(item: v.GenericSchema<unknown, T>, max: number) =>
  v.pipe(
    v.array(v.unknown()),
    v.transform((items) => items.slice(0, max)),
    v.array(item),
  );

/** A number that can be told again: JSON has `1e999` for what is none. */
export const finite = v.pipe(v.number(), v.finite());

/** The same where null or nothing may stand in its place; what is not finite is nothing. */
export const finiteOrNull = v.optional(
  v.nullable(
    v.pipe(
      v.number(),
      v.transform((value) => (Number.isFinite(value) ? value : null)),
    ),
  ),
  null,
);

/** A wait in ms as others ask for it: none that is negative, and a day at most. */
export const hintMs = (value: number): number =>
  Number.isNaN(value) ? 0 : Math.min(Math.max(value, 0), longestHintMs);
