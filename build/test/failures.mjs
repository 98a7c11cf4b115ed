import { isAbsolute, relative } from 'node:path';

/** Of one failure: the words, the difference and the top of the stack; the rest stands above. */
const shownLines = 20;

/**
 * What failed in a vitest run, each as its place and its reason: the end of a long run's output is
 * all that many CI systems keep.
 * @param {unknown} report vitest's JSON report; undefined when there is none
 * @param {string} root the project's folder: files are named from there
 * @returns {readonly string[]} one text per failed test, and per file that could not be loaded
 */
export function failuresOf(report, root) {
  const found = [];
  for (const file of listAt(report, 'testResults')) {
    const name = textAt(file, 'name');
    const place = isAbsolute(name) ? relative(root, name) : name;
    const tests = listAt(file, 'assertionResults').filter(
      (test) => textAt(test, 'status') === 'failed',
    );
    if (textAt(file, 'status') === 'failed' && tests.length === 0) {
      found.push(failureText([place], textAt(file, 'message')));
    }
    for (const test of tests) {
      const titles = [...listAt(test, 'ancestorTitles').map(String), textAt(test, 'title')];
      const why = listAt(test, 'failureMessages').map(String).join('\n');
      found.push(failureText([place, ...titles], why));
    }
  }
  return found;
}

/**
 * @param {readonly string[]} path
 * @param {string} why
 */
export function failureText(path, why) {
  const lines = why.trim().split('\n').slice(0, shownLines);
  return [path.join(' > '), ...lines.map((line) => `    ${line}`)].join('\n');
}

/**
 * @param {unknown} holder
 * @param {string} key
 * @returns {readonly unknown[]}
 */
function listAt(holder, key) {
  const value = valueAt(holder, key);
  return Array.isArray(value) ? value : [];
}

/**
 * @param {unknown} holder
 * @param {string} key
 */
function textAt(holder, key) {
  const value = valueAt(holder, key);
  return typeof value === 'string' ? value : '';
}

/**
 * @param {unknown} holder
 * @param {string} key
 * @returns {unknown}
 */
function valueAt(holder, key) {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
}
