const [quote, backslash, comma, colon, list, object, listEnd, objectEnd] = [
  '"',
  '\\',
  ',',
  ':',
  '[',
  '{',
  ']',
  '}',
].map((one) => one.charCodeAt(0));

/** Lists in lists are for nobody to read, and what goes into them by calling itself falls over. */
const mostLevels = 1_000;

/**
 * Whether a JSON text holds at most `maxValues` values, and none deeper than a thousand others: told
 * by what separates and begins them, outside its strings. Linear, and stops where it is sure. Pure.
 */
export const isModestJson = (text: string, maxValues: number): boolean => {
  // So few characters can hold neither.
  if (text.length <= Math.min(mostLevels, maxValues)) return true;
  let [values, levels] = [0, 0];
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (isString) {
      if (unit === backslash) at += 1;
      else if (unit === quote) isString = false;
    } else if (unit === quote) isString = true;
    else if (unit === comma || unit === colon) values += 1;
    else if (unit === list || unit === object) {
      values += 1;
      levels += 1;
    } else if (unit === listEnd || unit === objectEnd) levels -= 1;
    if (values > maxValues || levels > mostLevels) return false;
  }
  return true;
};

/**
 * Reads a JSON text of somebody else; undefined when it is none, holds more than `maxValues` values,
 * or is deeper than a thousand levels. A short text becomes a hundred times as large in memory when
 * it is lists of lists, and a thread whose heap is used up while it parses takes the whole process
 * along.
 */
export const parseJson = (text: string, maxValues = 100_000): unknown => {
  if (!isModestJson(text, maxValues)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
