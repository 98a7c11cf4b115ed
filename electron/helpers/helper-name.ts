const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s-]+/gu, '')
    .trim();

/**
 * A short name from the first words of a prompt (`review-the-api`), else from the template's id,
 * with a number behind it when it is taken. Pure.
 */
export const helperName = (
  prompt: string,
  templateId: string,
  taken: ReadonlySet<string>,
): string => {
  const words = plain(prompt.slice(0, 200))
    .split(/[\s-]+/u)
    .filter((word) => word !== '');
  const base = words.slice(0, 3).join('-').slice(0, 28).replace(/-+$/, '') || templateId;
  let name = base;
  for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
  return name;
};
