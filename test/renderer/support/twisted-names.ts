/** What a hostile name begins with: a direction that is never ended, and marks that pile up. */
const TWIST = `\u202Ea\u0301\u0302\u0303`;

/** Fields that others fill: the names of things, and what programs and providers say. */
const outside = new Set(
  'name label templateName provider spawnedBy model account plan lastWorkedBy lastRefusedBy who what activity lastError detail message words text cwd workspace file title backend program'.split(
    ' ',
  ),
);
/** Fields of those names that hold words of our own. */
const own = (value: Readonly<Record<string, unknown>>, key: string): boolean =>
  ('tone' in value && 'title' in value) || ('same' in value && key === 'what');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const twist = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(twist);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && outside.has(key) && !own(value, key)
        ? `${TWIST}${inner}`
        : twist(inner),
    ]),
  );
};

/** The same with every name and text from outside begun by what turns others round. */
export const twisted = <T>(value: T): T => twist(value) as T;

/** Elements that begin a line or box of their own: what turns round in one ends with it. */
const BOXES = 'bdi,p,h1,h2,h3,h4,li,td,th,pre,textarea,button,dt,dd,option,[role=option],[dir]';

/** True where each twist of a line stands within an isolation, or the line is nothing but outside text. */
const isApart = (line: string, isAlone: boolean): boolean => {
  let depth = 0;
  let isBeside = false;
  for (const character of line) {
    if (character === '\u2068') depth += 1;
    else if (character === '\u2069') depth -= 1;
    else if (character === '\u202E' && depth === 0) isBeside = true;
    if (depth < 0) return false;
  }
  if (depth !== 0) return false;
  return !isBeside || (isAlone && line.startsWith('\u202E') && line.lastIndexOf('\u202E') === 0);
};

const shown = (text: string): string =>
  text.replaceAll(/[\u2066-\u2069\u202E]/g, (one) => `<${one.charCodeAt(0).toString(16)}>`);

/** Where a twisted name moves what stands beside it, and how many of them were met. */
export const spilled = (
  root: HTMLElement,
): { readonly faults: readonly string[]; readonly names: number } => {
  const faults: string[] = [];
  let names = 0;
  const look = (text: string, isAlone: boolean, where: string): void => {
    if (!text.includes('\u202E')) return;
    names += 1;
    if (!text.split('\n').every((line) => isApart(line, isAlone)))
      faults.push(`${where}: ${shown(text)}`);
  };
  for (const element of root.querySelectorAll('*')) {
    for (const name of [
      'aria-label',
      'title',
      'alt',
      'aria-description',
      'aria-valuetext',
      'placeholder',
    ])
      look(element.getAttribute(name) ?? '', true, `${element.tagName} ${name}`);
  }
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let at = walk.nextNode(); at !== null; at = walk.nextNode()) {
    const box = at.parentElement?.closest(BOXES);
    const text = at.textContent ?? '';
    look(
      text,
      box?.tagName === 'BDI' || box?.textContent === text,
      `${at.parentElement?.tagName ?? ''} text`,
    );
  }
  return { faults, names };
};
