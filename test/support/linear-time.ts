import { expect } from 'vitest';

const shortest = 8 * 1024;
const doublings = 4;
/** What a doubling may cost at most: in line is 2, and what is squared costs 4. */
const allowed = 2.5;
/** One measurement of the half that was disturbed would hide what the whole costs. */
const leastRounds = 3;
const mostRounds = 100;
/**
 * What grows faster may take long; it need not be measured that often. Of the processor's time: on a
 * busy machine the same number of rounds takes longer.
 */
const patienceMs = 500;

const workedMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const msOf = (act: () => void): number => {
  const from = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - from) / 1e6;
};

const textOf = (bit: string, length: number): string => bit.repeat(Math.ceil(length / bit.length));

const costOfDoubling = (bit: string, length: number, act: (text: string) => void): number => {
  const [half, whole] = [textOf(bit, length / 2), textOf(bit, length)];
  let [leastHalf, leastWhole, ratio] = [Infinity, Infinity, Infinity];
  const from = workedMs();
  for (let round = 0; round < leastRounds || (round < mostRounds && ratio >= allowed); round += 1) {
    if (round >= leastRounds && workedMs() - from > patienceMs) break;
    leastHalf = Math.min(
      leastHalf,
      msOf(() => act(half)),
    );
    leastWhole = Math.min(
      leastWhole,
      msOf(() => act(whole)),
    );
    // Under a tenth of a millisecond the time is that of the call and of the clock.
    ratio = Math.max(leastWhole, 0.1) / Math.max(leastHalf, 0.1);
  }
  return ratio;
};

/**
 * Doubles the text four times, up to 128 Ki characters, and fails where that costs more than 2.5
 * times the time. Whatever else the machine does can only add to a measurement, so the least of
 * many counts. A step is no growth: memory that is had in another way from some size on costs once,
 * and what grows faster than its text costs again with the next doubling. So two doublings in a row
 * must be too dear, and where every other one is not, those between need not be measured.
 */
export const expectLinear = (bit: string, act: (text: string) => void): void => {
  const ratios = new Map<number, number>();
  const ratioOf = (doubling: number): number => {
    const length = shortest * 2 ** doubling;
    const ratio = ratios.get(doubling) ?? costOfDoubling(bit, length, act);
    ratios.set(doubling, ratio);
    return ratio;
  };
  act(textOf(bit, shortest));
  for (let n = 2; n <= doublings; n += 1) {
    // Of each pair first the one that the next pair has too.
    const least =
      ratioOf(n % 2 === 0 ? n - 1 : n) < allowed ? 0 : Math.min(ratioOf(n - 1), ratioOf(n));
    expect(least, `${JSON.stringify(bit)} of ${shortest * 2 ** n} characters`).toBeLessThan(
      allowed,
    );
  }
};
