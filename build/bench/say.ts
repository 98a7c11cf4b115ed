/** Prints one ratio, what it is of, and what was measured. */
export const say = (what: string, ratio: number, meaning: string): void => {
  process.stdout.write(`${ratio.toFixed(2).padStart(8)}  ${what}: ${meaning}\n`);
};
