import type * as v from 'valibot';
import { expect, expectTypeOf, it } from 'vitest';

import type { RecordSchema } from '../../../../electron/helpers/history/history-record.ts';
import type { HistoryRecord } from '../../../../electron/helpers/history/history-record.ts';

/** What a parked helper is told anew after a restart, whatever was written. */
type ToldAnew = 'asks' | 'willAsk' | 'goesOn' | 'stepsLost';

/** The same with every field that may be left out, so that one that lacks on either side shows. */
type Whole<T> = T extends readonly (infer One)[]
  ? Whole<One>[]
  : T extends object
    ? { -readonly [K in keyof T as Exclude<K, ToldAnew>]-?: Whole<T[K]> }
    : T;

type Read = Whole<v.InferOutput<typeof RecordSchema>>;
type Shown = Whole<HistoryRecord>;

it('is read with every field that a helper is shown with, and all that each may be', () => {
  // What differs is an error of types: a field or a case that is added in one place only.
  expectTypeOf<Read>().toExtend<Shown>();
  expectTypeOf<Shown>().toExtend<Read>();
  // And such a difference is seen: these are the tests of the tests.
  expectTypeOf<Whole<{ a: 1 }>>().not.toExtend<Whole<{ a: 1; b?: 2 }>>();
  expectTypeOf<Whole<{ a: readonly (1 | 2)[] }>>().not.toExtend<Whole<{ a: 1[] }>>();
  expect.assertions(0);
});
