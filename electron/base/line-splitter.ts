import { failure } from '../../shared/failure.ts';
import { FailureError } from './errors.ts';

/** Longest line that is taken where no other limit is named, in bytes: a codex sends no longer one. */
export const maxLineBytes = 16 * 1024 * 1024;

/** Of a line that is skipped, this much of its beginning is told, in bytes. */
const headBytes = 4 * 1024;

/** Kept from one line to the next, in bytes. */
const keptBytes = 64 * 1024;

const newline = 0x0a;

/**
 * Cuts a byte stream into lines of newline-delimited JSON. Keeps at most `limit` bytes of an
 * unfinished line. A longer one throws a `protocol` FailureError, or, where `onTooLong` is given, is
 * skipped to its end and told by its beginning.
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #onTooLong: ((head: string) => void) | null;
  /** The unfinished line, in the first `#size` bytes; it doubles, so that byte by byte is linear. */
  #kept = Buffer.alloc(0);
  #size = 0;
  /** The beginning of a line that is being skipped. */
  #skipped: Buffer | null = null;

  constructor(limit: number = maxLineBytes, onTooLong: ((head: string) => void) | null = null) {
    this.#limit = limit;
    this.#onTooLong = onTooLong;
  }

  /** Takes bytes as they come; gives back the lines they complete, without empty ones. */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      const isEmpty = end === from && this.#size === 0 && this.#skipped === null;
      if (!isEmpty) {
        this.#keep(chunk.subarray(from, end === -1 ? chunk.length : end));
        if (end === -1) return lines;
        const line = this.#take();
        if (line !== '') lines.push(line);
      }
      from = end + 1;
    }
  }

  #take(): string {
    const skipped = this.#skipped;
    const line = skipped === null ? this.#kept.toString('utf8', 0, this.#size) : '';
    this.#empty();
    this.#skipped = null;
    if (skipped !== null) this.#onTooLong?.(skipped.toString('utf8'));
    return line.trim();
  }

  #keep(part: Buffer): void {
    if (this.#skipped !== null) return;
    const size = this.#size + part.length;
    if (size > this.#kept.length) {
      const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.#kept.length, keptBytes));
      this.#kept.copy(grown, 0, 0, this.#size);
      this.#kept = grown;
    }
    part.copy(this.#kept, this.#size);
    this.#size = size;
    if (size <= this.#limit) return;
    if (this.#onTooLong === null) {
      throw new FailureError(
        failure({ kind: 'protocol' }, `a line of more than ${this.#limit} bytes`, 'oversized-line'),
      );
    }
    this.#skipped = Buffer.from(this.#kept.subarray(0, Math.min(size, headBytes)));
    this.#empty();
  }

  #empty(): void {
    this.#size = 0;
    // A long line was an exception: what it took is given back.
    if (this.#kept.length > keptBytes) this.#kept = Buffer.alloc(0);
  }
}
