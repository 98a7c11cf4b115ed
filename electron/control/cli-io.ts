import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { storageFailure } from '../base/errors.ts';
import { writeNewFile } from '../base/files.ts';
import { errnoOf } from '../base/values.ts';
import { UsageError } from './usage-error.ts';

const longestInput = 1024 * 1024;

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a command line program reads and writes; tests give their own. */
export interface CliIo {
  /** Settles when the text is taken; rejects when nobody reads any more. */
  out(text: string): Promise<void>;
  err(text: string): void;
  stdin(): Promise<string>;
  /** Asks on standard error; true only for a yes on standard input. */
  confirm(question: string): Promise<boolean>;
  /** Calls back once on Ctrl+C or the like, instead of ending; again ends. Returns how to forget. */
  onInterrupt(listener: () => void): () => void;
}

const readAll = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestInput) throw new UsageError('What was given on standard input is too long.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The process's own streams. */
export const processIo: CliIo = {
  out: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    }),
  err: (text) => {
    process.stderr.write(text);
  },
  stdin: () => readAll(process.stdin),
  confirm: async (question) => {
    process.stderr.write(`bulkhead: ${question} [y/N] `);
    const lines = createInterface({ input: process.stdin });
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  },
  onInterrupt: (listener) => {
    const forget = (): void => {
      for (const signal of interrupts) process.off(signal, once);
    };
    const once = (): void => {
      forget();
      listener();
    };
    for (const signal of interrupts) process.on(signal, once);
    return forget;
  },
};

/** The text of a file, or of standard input for `-`. Throws UsageError when it cannot be had. */
export const readInput = async (file: string, io: CliIo): Promise<string> => {
  if (file === '-') return io.stdin();
  try {
    const { size } = await stat(file);
    if (size > longestInput) throw new UsageError('The file is too long.');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('The file cannot be read.');
  }
};

/** Says that a file is there which would have to be replaced. */
export const takenFile = (): UsageError => new UsageError('There is a file of that name already.');

/** Writes a text to a new file. Throws a UsageError where one is, else a FailureError `storage` of `what`. */
export const writeOutput = async (path: string, text: string, what: string): Promise<void> => {
  try {
    await writeNewFile(path, text);
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') throw takenFile();
    throw storageFailure(what, thrown);
  }
};
