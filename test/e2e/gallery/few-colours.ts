/** A colour `0xRRGGBB` and how many pixels have it. */
type Counted = readonly [colour: number, count: number];

const channels = [16, 8, 0] as const;
const part = (colour: number, shift: number): number => (colour >> shift) & 0xff;

interface Box {
  readonly colours: readonly Counted[];
  /** The channel in which its colours differ most, and by how much, weighted by their pixels. */
  readonly shift: number;
  readonly spread: number;
}

const boxOf = (colours: readonly Counted[]): Box => {
  const total = colours.reduce((sum, [, count]) => sum + count, 0);
  const spreads = channels.map((shift) => {
    const mean = colours.reduce((sum, [one, count]) => sum + part(one, shift) * count, 0) / total;
    return colours.reduce((sum, [one, count]) => sum + (part(one, shift) - mean) ** 2 * count, 0);
  });
  const spread = Math.max(...spreads);
  return { colours, shift: channels[spreads.indexOf(spread)] ?? 0, spread };
};

const halves = ({ colours, shift }: Box): readonly [Box, Box] => {
  const sorted = colours.toSorted(([a], [b]) => part(a, shift) - part(b, shift));
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let [at, sum] = [0, 0];
  while (at < sorted.length - 1 && sum + (sorted[at]?.[1] ?? 0) <= total / 2) {
    sum += sorted[at]?.[1] ?? 0;
    at += 1;
  }
  const cut = Math.max(1, at);
  return [boxOf(sorted.slice(0, cut)), boxOf(sorted.slice(cut))];
};

/** The colour that most of a box has: a ground or a text keeps its own. */
const mainOf = ({ colours }: Box): number =>
  colours.reduce(
    (best, one) => (one[1] > best[1] ? one : best),
    colours[0] ?? ([0, 0] as const),
  )[0];

/**
 * For each colour of a picture the one of at most `most` that takes its place; with no more colours
 * than that each stays as it is. Pure.
 */
export const fewColours = (
  counts: ReadonlyMap<number, number>,
  most: number,
): ReadonlyMap<number, number> => {
  if (counts.size <= most) return new Map([...counts.keys()].map((one) => [one, one]));
  const boxes = [boxOf([...counts])];
  while (boxes.length < most) {
    const widest = boxes.reduce((best, box) => (box.spread > best.spread ? box : best));
    boxes.splice(boxes.indexOf(widest), 1, ...halves(widest));
  }
  return new Map(
    boxes.flatMap((box) => {
      const main = mainOf(box);
      return box.colours.map(([one]) => [one, main] as const);
    }),
  );
};
