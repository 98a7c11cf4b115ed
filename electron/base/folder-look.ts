import {
  fileAnswerMax,
  fileRead,
  fileScript,
  fileWords,
  type FileLooks,
  type FileQuestion,
  type FileRead,
} from './file-look.ts';
import { WaitingShells, type ShellAnswer } from './waiting-shell.ts';

/** What a look at a folder comes to. */
export type FolderLook =
  | { readonly kind: 'folder'; readonly realPath: string }
  | { readonly kind: 'missing' | 'no-folder' | 'not-readable' }
  /** It did not answer: a share that is away, say. */
  | { readonly kind: 'silent'; readonly afterMs: number };

/** Where a path leads to. */
export interface Place {
  /** With the links resolved in the part of it that exists; as it was named when it is silent. */
  readonly path: string;
  readonly exists: boolean;
  readonly isSilent?: true;
}

/** Looks at, and clears, one folder (absolute). Null when it did not answer. Never rejects. */
export interface FolderEnds {
  /** Which of `names` are in it. */
  list(folder: string, names: readonly string[]): Promise<readonly string[] | null>;
  /** Takes away those of `names` that are empty folders; answers which are there still. */
  clear(folder: string, names: readonly string[]): Promise<readonly string[] | null>;
}

/** Looks at paths that a person, or another program, has named. */
export interface Looks extends FolderEnds, FileLooks {
  /** `path` is absolute. Never rejects. */
  look(path: string): Promise<FolderLook>;
  /** The places of absolute paths, in their order. Never rejects. */
  resolve(paths: readonly string[]): Promise<readonly Place[]>;
}

// Every question is asked by the shell itself: `stat` and its like in this process would hold one
// of the few threads that all files are read with, for as long as a dead mount hangs, and quitting
// would wait for that thread.
const folderScript = `
[ -e "$1" ] || exit 3
[ -d "$1" ] || exit 4
cd -P -- "$1" 2>/dev/null || exit 5
[ -r . ] || exit 5
pwd -P
`;

// No process more for a path, except for a link to a file. Each answer leaves at once, so that it
// is known behind which of them the silence began.
const placesScript = `
for named do
  is=m; [ -e "$named" ] && is=e
  at=$named rest=
  if [ "$is" = e ] && [ -h "$at" ] && [ ! -d "$at" ]; then
    at=$(readlink -f -- "$at" && echo .) || at="$named
."
    at=\${at%
.}
  fi
  until [ -d "$at" ]; do rest=/\${at##*/}$rest; at=\${at%/*}; [ -n "$at" ] || at=/; done
  cd -P -- "$at" 2>/dev/null && at=$PWD
  [ "$at" = / ] && [ -n "$rest" ] && at=
  printf '%s%s\\0' "$is" "$at$rest"
done
`;

const listScript = `
cd -- "$1" 2>/dev/null || exit 1
shift
for named do if [ -e "$named" ] || [ -h "$named" ]; then printf '%s\\n' "$named"; fi; done
`;

// `rmdir` takes away what is an empty folder, and nothing else.
const clearScript = `
cd -- "$1" 2>/dev/null || exit 1
shift
for named do rmdir -- "$named" 2>/dev/null; done
for named do if [ -e "$named" ] || [ -h "$named" ]; then printf '%s\\n' "$named"; fi; done
`;

const answers: Readonly<Record<number, FolderLook>> = {
  3: { kind: 'missing' },
  4: { kind: 'no-folder' },
  5: { kind: 'not-readable' },
};

/** Paths have at most 4096 bytes on Linux. */
const pathMax = 4_096;

/** Processes that hang at a time; more would eat what the person may still start. */
const hangingMax = 16;

/** Of a place that was silent the same is said for so long, without asking again. */
const silenceMs = 5_000;

/** How often one question goes on behind a place that is silent. */
const roundsMax = 3;

/** How looks are made; each is the real one when left out. */
export interface LookOptions {
  /** How long one may take. */
  readonly limitMs?: number;
  /** Called by /bin/sh: with a folder as its `$1`, with all paths of a question, as `fileScript`. */
  readonly scripts?: { readonly folder: string; readonly places: string; readonly file?: string };
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

/**
 * Looks at folders by processes of their own, each look for at most `limitMs`. Looks at one place at a
 * time are one, also while it hangs: a dead mount holds a process, and nothing of ours.
 */
export class FolderLooks implements Looks {
  readonly #limitMs: number;
  readonly #shells: WaitingShells;
  readonly #now: () => number;
  readonly #under = new Map<string, Promise<FolderLook>>();
  /** Until when a place counts as silent. */
  readonly #silent = new Map<string, number>();
  /** Files of which a read hangs still. */
  readonly #stuck = new Set<string>();
  #hanging = 0;

  constructor({ limitMs = 2_000, scripts, now = () => performance.now() }: LookOptions = {}) {
    this.#limitMs = limitMs;
    this.#shells = new WaitingShells({
      folder: folderScript,
      places: placesScript,
      list: listScript,
      clear: clearScript,
      file: fileScript,
      ...scripts,
    });
    this.#now = now;
  }

  look(path: string): Promise<FolderLook> {
    if (!isPath(path)) return Promise.resolve({ kind: 'missing' });
    const known = this.#under.get(path);
    if (known !== undefined) return known;
    if (this.#isSilent(path)) return Promise.resolve(this.#silence());
    const looking = this.#look(path);
    this.#under.set(path, looking);
    return looking;
  }

  /** Takes three times `limitMs` at the most, however many are silent. */
  async resolve(paths: readonly string[]): Promise<readonly Place[]> {
    const found = new Map<string, Place>();
    let wanted = [...new Set(paths)].filter((path) => isPath(path) && !this.#isSilent(path));
    for (let round = 0; wanted.length > 0 && round < roundsMax; round += 1) {
      const asked = wanted;
      const { output, isSilent } = await this.#ask('places', asked, () => undefined);
      const told = output.split('\0').slice(0, -1);
      for (const [n, text] of told.entries()) {
        const path = asked[n];
        if (path !== undefined) {
          found.set(path, { path: text.slice(1), exists: text.startsWith('e') });
        }
      }
      const stuck = asked[told.length];
      if (!isSilent || stuck === undefined) break;
      this.#remember(stuck);
      wanted = asked.slice(told.length + 1);
    }
    // What is silent is there, as far as anybody can tell.
    return paths.map((path) => found.get(path) ?? { path, exists: true, isSilent: true });
  }

  async readFile(asked: FileQuestion): Promise<FileRead> {
    const { path } = asked;
    if (!isPath(path)) return { kind: 'failed', code: 'ENOENT' };
    // One that is under way is not shared: what it has read may be older than whoever asks now.
    if (this.#stuck.has(path) || this.#isSilent(path)) return this.#silence();
    const forget = (): void => void this.#stuck.delete(path);
    const answer = await this.#ask('file', fileWords(asked), forget, fileAnswerMax(asked));
    if (!answer.isSilent) return fileRead(asked, answer);
    this.#remember(path);
    this.#stuck.add(path);
    return this.#silence();
  }

  list(folder: string, names: readonly string[]): Promise<readonly string[] | null> {
    return this.#namesIn('list', folder, names);
  }

  clear(folder: string, names: readonly string[]): Promise<readonly string[] | null> {
    return this.#namesIn('clear', folder, names);
  }

  async #namesIn(
    call: 'list' | 'clear',
    folder: string,
    names: readonly string[],
  ): Promise<readonly string[] | null> {
    if (!isPath(folder)) return null;
    const { code, output } = await this.#ask(call, [folder, ...names], () => undefined);
    return code === 0 ? output.split('\n').slice(0, -1) : null;
  }

  #isSilent(path: string): boolean {
    return (this.#silent.get(path) ?? 0) > this.#now();
  }

  #remember(path: string): void {
    const now = this.#now();
    for (const [place, until] of this.#silent) if (until <= now) this.#silent.delete(place);
    this.#silent.set(path, now + silenceMs);
  }

  #silence(): { readonly kind: 'silent'; readonly afterMs: number } {
    return { kind: 'silent', afterMs: this.#limitMs };
  }

  async #look(path: string): Promise<FolderLook> {
    // Only once the process is gone: while it hangs, whoever asks again gets the same answer.
    const forget = (): void => void this.#under.delete(path);
    const { code, output, isSilent } = await this.#ask('folder', [path], forget);
    if (isSilent) {
      this.#remember(path);
      return this.#silence();
    }
    return code === 0 && output.endsWith('\n')
      ? { kind: 'folder', realPath: output.slice(0, -1) }
      : (answers[code ?? -1] ?? { kind: 'not-readable' });
  }

  async #ask(
    call: 'folder' | 'places' | 'list' | 'clear' | 'file',
    words: readonly string[],
    onGone: () => void,
    outputMax = (words.length + 1) * (pathMax + 2),
  ): Promise<ShellAnswer> {
    if (this.#hanging >= hangingMax) {
      setImmediate(onGone);
      return { code: null, output: '', isSilent: true };
    }
    let isHanging = false;
    let isGone = false;
    const answer = await this.#shells.ask({
      call,
      words,
      limitMs: this.#limitMs,
      outputMax,
      onGone: () => {
        if (isHanging) this.#hanging -= 1;
        isGone = true;
        onGone();
      },
    });
    isHanging = answer.isSilent && !isGone;
    if (isHanging) this.#hanging += 1;
    return answer;
  }
}

/** No name of a file has a NUL in it, and no process can be asked for one. */
const isPath = (path: string): boolean => path.startsWith('/') && !path.includes('\0');
