const longest = 64;

/** An id made from a name (`Codex 5.5` gives `codex-5.5`), unlike all that are taken. */
export const uniqueId = (
  name: string,
  taken: (id: string) => boolean,
  fallback: string,
): string => {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/-+$/, '')
    .slice(0, longest);
  const base = slug === '' ? fallback : slug;
  if (!taken(base)) return base;
  for (let n = 2; ; n += 1) {
    const tail = `-${n}`;
    const next = `${base.slice(0, longest - tail.length)}${tail}`;
    if (!taken(next)) return next;
  }
};
