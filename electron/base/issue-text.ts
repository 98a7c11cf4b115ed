import * as v from 'valibot';

/** What a person calls a place of an input, by its last key. A key of the settings is named as it is. */
const names: Readonly<Record<string, string>> = {
  prompt: 'the prompt',
  cwd: 'the folder',
  name: 'the name',
  label: 'the name',
  model: 'the model',
  credential: 'the credential',
  provider: 'the provider',
  baseUrl: 'the address of the provider',
  secret: 'the key',
  token: 'the token',
  url: 'the address',
  gatewayUrl: 'the address of the gateway (gatewayUrl)',
  codexBinary: 'the path of codex (codexBinary)',
  text: 'the text',
  value: 'the answer',
  templateId: 'the template',
  id: 'the id',
};

const placeOf = (path: string | null): string => {
  if (path === null) return 'this';
  const last = path.split('.').at(-1) ?? path;
  return names[path] ?? names[last] ?? path;
};

const grouped = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** The number of `<=200000`, or of `205699`. */
const numberOf = (text: string | null): string =>
  grouped(Number((text ?? '').replace(/^[<>]?=?/, '')));

const shown = (value: unknown): string => {
  if (typeof value === 'number') return Number.isFinite(value) ? grouped(value) : 'no number';
  return typeof value === 'string' && value.length <= 64 ? `“${value}”` : 'this';
};

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'yes or no (true or false)',
  array: 'a list',
  Array: 'a list',
  Object: 'an object',
  object: 'an object',
  null: 'nothing (null)',
};

const mostNamed = 8;

/** `("a" | "b")` as `a or b`. */
const kinds = (expected: string): string => {
  const each = expected
    .replace(/^\(|\)$/g, '')
    .split(' | ')
    .map((one) => words[one] ?? one.replace(/^"|"$/g, ''));
  const last = each.at(-1) ?? expected;
  if (each.length > mostNamed) return `one of ${each.length} words, such as ${last}`;
  return each.length < 2 ? last : `${each.slice(0, -1).join(', ')} or ${last}`;
};

type Issue = v.BaseIssue<unknown>;

/** What is wrong, to be read behind its place; null for what has no words of its own. */
const wrong = ({ type, expected, received, input }: Issue): string | null => {
  switch (type) {
    case 'max_length':
      return Array.isArray(input)
        ? `may have at most ${numberOf(expected)} entries, and has ${numberOf(received)}`
        : `may have at most ${numberOf(expected)} characters, and has ${numberOf(received)}`;
    case 'min_length':
      return expected === '>=1'
        ? 'is empty'
        : `needs at least ${numberOf(expected)} characters, and has ${numberOf(received)}`;
    case 'max_value':
      return `may be at most ${numberOf(expected)}, and is ${shown(input)}`;
    case 'min_value':
      return `has to be at least ${numberOf(expected)}, and is ${shown(input)}`;
    case 'integer':
    case 'safe_integer':
      return `has to be a whole number, and is ${shown(input)}`;
    case 'strict_object':
      if (expected === 'never') return 'is not known here';
      break;
    default:
  }
  if (input === undefined) return 'is missing';
  return expected === null ? null : `has to be ${kinds(expected)}`;
};

/** valibot's own words are for programmers; a message of a schema of ours begins otherwise. */
const isOwn = ({ message }: Issue): boolean => !message.startsWith('Invalid ');

/** Of alternatives it fits none, and each says why: the one that came furthest is meant. */
const meant = (issue: Issue): Issue => {
  const below = issue.issues?.filter(({ path }) => path !== undefined) ?? [];
  return below[0] ?? issue;
};

/**
 * The first thing that is wrong with an input, as a person reads it behind “Not accepted:” — `the
 * prompt may have at most 200,000 characters, and has 205,699`. Window and command line say it alike.
 */
export const issueText = (issues: readonly Issue[]): string => {
  const [first] = issues;
  if (first === undefined) return 'it does not fit';
  const issue = meant(first);
  const path = v.getDotPath(issue);
  const place = placeOf(path);
  if (!isOwn(issue)) return `${place} ${wrong(issue) ?? 'does not fit'}`;
  const own = issue.message;
  if (path === null) return own;
  return /^(?:is|has|may|needs) /.test(own) ? `${place} ${own}` : `${place}: ${own}`;
};
