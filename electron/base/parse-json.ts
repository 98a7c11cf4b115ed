const [quote, backslash, comma, colon, list, object] = ['"', '\\', ',', ':', '[', '{'].map((one) =>
  one.charCodeAt(0),
);

/** Shorter texts cannot hold so much that it would be worth counting. */
const worthCounting = 64 * 1024;

/**
 * At least as many values as a JSON text holds, counted until there are more than `max`: what
 * separates and begins them, outside its strings. Linear. Pure.
 */
const countValues = (text: string, max: number): number => {
  let count = 0;
  let isString = false;
  for (let at = 0; at < text.length && count <= max; at += 1) {
    const unit = text.charCodeAt(at);
    if (isString) {
      if (unit === backslash) at += 1;
      else if (unit === quote) isString = false;
    } else if (unit === quote) isString = true;
    else if (unit === comma || unit === colon || unit === list || unit === object) count += 1;
  }
  return count;
};

/**
 * Reads a JSON text of somebody else; undefined when it is none, or holds more than `maxValues`
 * values. A short text becomes a hundred times as large in memory when it is lists of lists, and a
 * thread whose heap is used up while it parses takes the whole process along.
 */
export const parseJson = (text: string, maxValues = 100_000): unknown => {
  if (text.length > worthCounting && countValues(text, maxValues) > maxValues) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
