import { FailureError } from './errors.ts';
import { failure } from '../../shared/failure.ts';

/** Longest line that is taken where no other limit is named, in bytes: a codex sends no longer one. */
export const maxLineBytes = 16 * 1024 * 1024;

const newline = 0x0a;

/**
 * Cuts a byte stream into lines of newline-delimited JSON. Keeps at most `limit` bytes of an
 * unfinished line; a longer one throws a `protocol` FailureError.
 */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(limit: number = maxLineBytes) {
    this.#limit = limit;
  }

  /** Takes bytes as they come; gives back the lines they complete, without empty ones. */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      this.#keep(chunk.subarray(from, end === -1 ? chunk.length : end));
      if (end === -1) return lines;
      const line = Buffer.concat(this.#parts, this.#size).toString('utf8').trim();
      this.#parts = [];
      this.#size = 0;
      if (line !== '') lines.push(line);
      from = end + 1;
    }
  }

  #keep(part: Buffer): void {
    if (this.#size + part.length > this.#limit) {
      throw new FailureError(
        failure({ kind: 'protocol' }, `a line of more than ${this.#limit} bytes`, 'oversized-line'),
      );
    }
    this.#parts.push(part);
    this.#size += part.length;
  }
}
