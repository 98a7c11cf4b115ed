import type { Entry } from './entry.ts';

/** Words that people use for one another. */
const likes: readonly (readonly string[])[] = [
  ['remove', 'delete', 'dismiss', 'discard', 'clear', 'forget', 'erase'],
  ['stop', 'end', 'cancel', 'kill', 'abort', 'interrupt', 'terminate'],
  ['start', 'run', 'begin', 'launch', 'spawn', 'create', 'new'],
  ['again', 'retry', 'restart', 'repeat', 'resume', 'reconnect'],
  ['continue', 'resume', 'proceed', 'go on'],
  ['add', 'new', 'create'],
  ['sign', 'login', 'log in', 'authenticate', 'oauth'],
  ['sign out', 'logout', 'log out', 'log off'],
  ['key', 'token', 'secret', 'password', 'credential'],
  ['account', 'chatgpt', 'subscription', 'login'],
  ['theme', 'appearance', 'colour', 'color', 'mode', 'look'],
  ['dark', 'night', 'black'],
  ['light', 'day', 'bright', 'white'],
  ['settings', 'preferences', 'options', 'configuration', 'config'],
  ['shortcuts', 'keys', 'hotkeys', 'keyboard', 'help', 'bindings'],
  ['quit', 'exit', 'leave', 'shut'],
  ['zoom', 'bigger', 'larger', 'smaller', 'scale', 'size'],
  ['gateway', 'openclaw', 'server', 'connection', 'link'],
  ['helper', 'agent', 'worker'],
  ['template', 'preset', 'profile'],
  ['bundle', 'report', 'diagnostics', 'logs', 'support', 'bug'],
  ['drill', 'test', 'prove', 'self-test'],
  ['practice', 'demo', 'tutorial', 'try'],
  ['copy', 'clipboard'],
  ['check', 'verify', 'validate', 'works'],
  ['address', 'url', 'host', 'port'],
  ['folder', 'directory', 'path'],
  ['ask', 'quick', 'prompt'],
  ['memory', 'ram'],
  ['processor', 'cpu'],
  ['disks', 'io', 'storage'],
  ['connect', 'join', 'online'],
  ['disconnect', 'offline', 'hang up'],
  ['understood', 'notice', 'close', 'ok'],
];

/** Words that are one only together: `hang up`. */
const phrases = likes.flat().filter((one) => one.includes(' '));

/** A shorter word is the beginning of too many. */
const LEAST_LIKE = 3;

const alike = (word: string): readonly string[] =>
  word.length < LEAST_LIKE
    ? []
    : likes.filter((group) => group.some((one) => one.startsWith(word))).flat();

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const beginsIn = (text: string, word: string): boolean =>
  ` ${wordsOf(text).join(' ')}`.includes(` ${word}`);

const hasWhole = (text: string, words: string): boolean =>
  ` ${wordsOf(text).join(' ')} `.includes(` ${wordsOf(words).join(' ')} `);

/**
 * How well a typed word fits, the least best: the beginning of a word of the name or beside it, a like
 * of one, or the middle of one; null not at all.
 */
const fit = (entry: Entry, word: string): number | null => {
  const { name, more, like, unavailable = '' } = entry;
  if (hasWhole(name, word)) return 0;
  if (beginsIn(name, word)) return 0.1;
  const beside = `${more} ${like} ${unavailable}`;
  if (beginsIn(beside, word)) return 1;
  if (alike(word).some((other) => hasWhole(`${name} ${like}`, other))) return 2;
  return `${name} ${beside}`.toLowerCase().includes(word) ? 3 : null;
};

/** What was typed in words, those that are one together as one. */
const typedWords = (typed: string): readonly string[] => {
  const text = ` ${typed.toLowerCase().split(/\s+/).join(' ')} `;
  const together = phrases.filter((one) => text.includes(` ${one} `));
  const rest = together.reduce((left, one) => left.replace(` ${one} `, '  '), text);
  return [...together, ...rest.split(' ').filter((word) => word !== '')];
};

/** An entry that cannot be done comes after all that can. */
const UNAVAILABLE = 100;

/**
 * How well an entry fits what was typed, the least best; null when one of the words fits nothing in
 * it. Words may come in any order. Pure.
 */
export const fitOf = (entry: Entry, typed: string): number | null => {
  const words = typedWords(typed);
  let total = entry.unavailable === undefined ? 0 : UNAVAILABLE;
  for (const word of words) {
    const one = fit(entry, word);
    if (one === null) return null;
    total += one;
  }
  return total;
};
