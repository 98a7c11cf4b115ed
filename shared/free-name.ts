const most = 64;

const same = (a: string, b: string): boolean => a.toLocaleLowerCase() === b.toLocaleLowerCase();

/** A name of a template unlike all that are taken: `Review`, or `Review (2)` beside that. Pure. */
export const freeName = (wanted: string, taken: readonly string[]): string => {
  for (let n = 1; ; n += 1) {
    const tail = n === 1 ? '' : ` (${n})`;
    const next = `${wanted.slice(0, most - tail.length)}${tail}`;
    if (!taken.some((name) => same(name, next))) return next;
  }
};
