import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { invalidInput } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import { saveNewFile } from '../base/save-new-file.ts';
import { isRecord } from '../base/values.ts';
import { bundleText, type BundleInput } from './bundle-text.ts';
import { vocabulary } from './vocabulary.ts';

export interface BundleDeps {
  readonly input: () => BundleInput;
  /** The text without the secrets that are known by value. */
  readonly known: (text: string) => string;
  /** What no text has in it by chance: letters and digits. */
  readonly newCanary: () => string;
  /** An absolute path for a new file, or null when the person cancelled. */
  readonly chooseNewFile: (name: string) => Promise<string | null>;
  /** How the folder of that file is looked at. */
  readonly looks: Pick<Looks, 'look'>;
  /** Another one only in tests. */
  readonly render?: (input: BundleInput) => string;
}

/** What a value of ours is filled with: as long as it was, so that each piece of it is seen. */
const canaryFor = (text: string, canary: string): string =>
  canary.repeat(Math.max(1, Math.ceil(text.length / canary.length)));

/** Names that code of ours gives: they are printed, and no value comes into them. */
const ourNames: ReadonlySet<string> = new Set(['event']);

/**
 * The same data with a canary in place of every text that is no word of ours, empty ones too: in
 * prompts, keys, titles, names, errors, whatever there is. Pure.
 */
export const withCanaries = <T>(data: T, canary: string): T => {
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') {
      return vocabulary.has(value) || ourNames.has(name) ? value : canaryFor(value, canary);
    }
    if (Array.isArray(value)) return value.map((one) => walk(one, name));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, key)]));
  };
  // Texts are exchanged for texts and nothing else, so that the shape is the same.
  return walk(data, '') as T;
};

const wouldLeak: Failure = failure({ kind: 'would-leak', what: 'the bundle' });

/**
 * Makes bundles and keeps the last one until it is saved. Before each, the same text is made of the
 * same data with canaries in it; where one survives, or a secret that is known is in the bundle itself,
 * there is none.
 */
export class Bundles {
  readonly #deps: BundleDeps;
  #last: string | null = null;

  constructor(deps: BundleDeps) {
    this.#deps = deps;
  }

  make(): Reply<{ readonly text: string }> {
    const { input, known, newCanary, render = bundleText } = this.#deps;
    this.#last = null;
    const given = input();
    const canary = newCanary();
    const tried = render(withCanaries(given, canary));
    const text = render(given);
    if (tried.toLowerCase().includes(canary.toLowerCase()) || known(text) !== text) {
      return failed(wouldLeak);
    }
    this.#last = text;
    return ok({ text });
  }

  /** Writes the last one where the person says; null when they say nowhere. */
  async save(): Promise<Reply<{ readonly path: string } | null>> {
    const text = this.#last;
    if (text === null) return invalidInput('no bundle was made yet');
    const day = new Date(this.#deps.input().now).toISOString().slice(0, 10);
    const path = await this.#deps.chooseNewFile(`bulkhead-${day}.txt`);
    return saveNewFile(this.#deps.looks, path, text, 'the bundle');
  }
}
