import { spawn } from 'node:child_process';

/** What a look at a folder comes to. */
export type FolderLook =
  | { readonly kind: 'folder'; readonly realPath: string }
  | { readonly kind: 'missing' | 'no-folder' | 'not-readable' }
  /** It did not answer: a share that is away, say. */
  | { readonly kind: 'silent'; readonly afterMs: number };

// Every question is asked by the shell itself: `stat` and its like in this process would hold one
// of the few threads that all files are read with, for as long as a dead mount hangs.
const script = `
[ -e "$1" ] || exit 3
[ -d "$1" ] || exit 4
cd -P -- "$1" 2>/dev/null || exit 5
[ -r . ] || exit 5
pwd -P
`;

const answers: Readonly<Record<number, FolderLook>> = {
  3: { kind: 'missing' },
  4: { kind: 'no-folder' },
  5: { kind: 'not-readable' },
};

/** Paths have at most 4096 bytes on Linux. */
const outputMax = 8_192;

/**
 * Looks at folders in processes of their own, each for at most `limitMs`. Looks at one place at a
 * time are one, also while it hangs: a dead mount holds one process, and nothing of ours.
 */
export class FolderLooks {
  readonly #limitMs: number;
  readonly #under = new Map<string, Promise<FolderLook>>();

  constructor(limitMs = 2_000) {
    this.#limitMs = limitMs;
  }

  /** `path` is absolute. Never rejects. */
  look(path: string): Promise<FolderLook> {
    const known = this.#under.get(path);
    if (known !== undefined) return known;
    const looking = this.#look(path);
    this.#under.set(path, looking);
    return looking;
  }

  #look(path: string): Promise<FolderLook> {
    return new Promise((resolve) => {
      const child = spawn('/bin/sh', ['-c', script, 'sh', path], {
        cwd: '/',
        env: {},
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let output = '';
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        child.unref();
        child.stdout.destroy();
        resolve({ kind: 'silent', afterMs: this.#limitMs });
      }, this.#limitMs);
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (text: string) => {
        if (output.length < outputMax) output += text;
      });
      child.stdout.on('error', () => undefined);
      const end = (look: FolderLook): void => {
        clearTimeout(timer);
        // Only now: while it hangs, whoever asks again gets the same answer.
        this.#under.delete(path);
        resolve(look);
      };
      child.once('error', () => end({ kind: 'not-readable' }));
      child.once('close', (code) => {
        const found: FolderLook =
          code === 0 && output.endsWith('\n')
            ? { kind: 'folder', realPath: output.slice(0, -1) }
            : (answers[code ?? -1] ?? { kind: 'not-readable' });
        end(found);
      });
    });
  }
}
