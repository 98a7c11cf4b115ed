/** The oldest codex that is accepted, and the one every frame here was read from. */
export const oldestCodex = '0.169.0';

/** The version in `codex-cli 0.169.0` or in an app-server's user agent (`name/0.169.0 (...)`). */
export const versionIn = (text: string): string | null =>
  /(?:^|[\s/])v?(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[\w.]{1,64})?)/.exec(text)?.[1] ?? null;

/**
 * The version in what `codex --version` printed, which names itself at the beginning of a line; a
 * wrapper may have printed lines of its own, with versions of other programs in them.
 */
export const versionSaid = (output: string): string | null => {
  const said = output.split('\n').findLast((line) => /^\s{0,8}codex(?:-cli)?\s/.test(line));
  return said === undefined ? null : versionIn(said);
};

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`. Pre-releases come first. */
export const compareVersions = (a: string, b: string): number => {
  const [coreA = '', preA] = a.split('-', 2);
  const [coreB = '', preB] = b.split('-', 2);
  const partsA = coreA.split('.').map(Number);
  const partsB = coreB.split('.').map(Number);
  for (let at = 0; at < 3; at += 1) {
    const difference = (partsA[at] ?? 0) - (partsB[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (preA === preB) return 0;
  if (preA === undefined) return 1;
  if (preB === undefined) return -1;
  return preA < preB ? -1 : 1;
};
