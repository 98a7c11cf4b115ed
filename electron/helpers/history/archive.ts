import type {
  ArchivedHelper,
  HistoryFacets,
  HistoryFilter,
  HistoryPage,
  HistoryQuery,
} from '../../../shared/history.ts';
import { readRegularFile } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { redactedTexts, type Redact } from '../../base/redact.ts';
import {
  archiveFiles,
  keepBroken,
  linesOf,
  mostRead,
  readLine,
  readSegment,
  segmentFile,
  segmentNumbers,
  type ArchiveFiles,
} from './archive-files.ts';
import { entryOf, facetsOf, fits, newestFirst, type Entry } from './archive-index.ts';
import { parseArchived } from './archived.ts';

/** The helpers that have left the list. Each rejects with what the disk says. */
export interface HistoryArchive {
  /** Settles once all of them are on the disk; of two with one id the later counts. */
  append(helpers: readonly ArchivedHelper[]): Promise<void>;
  list(query: HistoryQuery): Promise<HistoryPage>;
  /** Null when there is none of that id. */
  read(id: string): Promise<ArchivedHelper | null>;
  /** Deletes them from the disk as well; answers how many there were. */
  remove(ids: readonly string[]): Promise<number>;
  /** Deletes all that fit; answers how many there were. */
  clear(filter: HistoryFilter): Promise<number>;
}

export interface ArchiveDeps {
  readonly folder: string;
  /** How many are kept, the newest; 0 keeps none. */
  readonly most: () => number;
  readonly log: Log;
  /** Takes known secrets out of a text. */
  readonly redact: Redact;
  readonly files?: ArchiveFiles;
  /** Bytes of one file, and of all. */
  readonly segmentBytes?: number;
  readonly mostBytes?: number;
}

interface InOrder {
  readonly entries: readonly Entry[];
  readonly facets: HistoryFacets;
}

interface Segment {
  readonly file: string;
  bytes: number;
  /** Every id that a line of it has, also one that a later line has replaced. */
  readonly ids: Set<string>;
  /** Nothing is written behind what could not be read. */
  isFull: boolean;
}

interface Placed extends Entry {
  readonly segment: Segment;
  readonly at: number;
  readonly bytes: number;
}

const newline = Buffer.from('\n');

/** With the id as it is: by that it is asked for. Pure. */
const withoutSecrets = (helper: ArchivedHelper, redact: Redact): ArchivedHelper => {
  const clean = redactedTexts(helper, redact);
  return { ...clean, view: { ...clean.view, id: helper.view.id } };
};

/**
 * Keeps ended helpers as lines of files, bounded in number and bytes, the oldest go first. A line
 * that a cut left torn is put beside, and no known secret is in any. Reads everything once, when it is first asked for something,
 * and keeps what a search needs; whoever has a window to draw asks it from another thread.
 */
export class Archive implements HistoryArchive {
  readonly #deps: Required<ArchiveDeps>;
  /** By id, the one that was written last is the last. */
  readonly #entries = new Map<string, Placed>();
  #segments: Segment[] = [];
  #next = 1;
  readonly #aside: string[] = [];
  #isOpen = false;
  #sorted: InOrder | null = null;
  #before: Promise<unknown> = Promise.resolve();

  constructor(deps: ArchiveDeps) {
    this.#deps = {
      files: archiveFiles,
      segmentBytes: 1024 * 1024,
      mostBytes: 64 * 1024 * 1024,
      ...deps,
    };
  }

  append(helpers: readonly ArchivedHelper[]): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#deps.most() > 0) await this.#append(helpers);
      await this.#trim();
    });
  }

  list({ after, limit, ...filter }: HistoryQuery): Promise<HistoryPage> {
    return this.#inTurn(async () => {
      await this.#trim();
      const { entries, facets } = this.#inOrder();
      const found = entries.filter(fits(filter));
      const rows = found.slice(after, after + limit).map(({ row }) => row);
      return { rows, total: found.length, facets, aside: [...this.#aside] };
    });
  }

  read(id: string): Promise<ArchivedHelper | null> {
    return this.#inTurn(async () => {
      const found = this.#entries.get(id);
      return found === undefined ? null : parseArchived(await readLine(found.segment.file, found));
    });
  }

  remove(ids: readonly string[]): Promise<number> {
    return this.#inTurn(() => this.#remove(new Set(ids)));
  }

  clear(filter: HistoryFilter): Promise<number> {
    return this.#inTurn(() => {
      const found = [...this.#entries.values()].filter(fits(filter));
      return this.#remove(new Set(found.map(({ row }) => row.id)));
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = async (): Promise<T> => {
      if (!this.#isOpen) await this.#open();
      return work();
    };
    const running = this.#before.then(turn);
    // What one rejects with is told to whoever asked for it, not to the one after.
    this.#before = running.catch(() => undefined);
    return running;
  }

  #inOrder(): InOrder {
    if (this.#sorted === null) {
      const entries = newestFirst(this.#entries.values());
      this.#sorted = { entries, facets: facetsOf(entries) };
    }
    return this.#sorted;
  }

  async #open(): Promise<void> {
    const { folder, log } = this.#deps;
    const numbers = await segmentNumbers(folder);
    this.#next = (numbers.at(-1) ?? 0) + 1;
    for (const n of numbers) {
      const file = segmentFile(folder, n);
      const content = await readSegment(file, log, this.#aside);
      if (content !== null) await this.#load(file, content);
    }
    this.#isOpen = true;
  }

  async #load(file: string, content: Buffer): Promise<void> {
    const segment: Segment = { file, bytes: content.length, ids: new Set(), isFull: false };
    const { lines, torn } = linesOf(content);
    const broken = torn.length > 0 ? [torn] : [];
    for (const { at, bytes, text } of lines) {
      const helper = parseArchived(text);
      if (helper === null) broken.push(content.subarray(at, at + bytes - 1));
      else this.#put({ ...entryOf(helper), segment, at, bytes });
    }
    this.#segments.push(segment);
    if (broken.length === 0) return;
    // Only what is kept beside is taken out.
    try {
      this.#aside.push(await keepBroken(file, broken));
      await this.#rewrite(segment, new Set());
    } catch (thrown) {
      segment.isFull = true;
      this.#deps.log.warn('archive.not-set-aside', { error: String(thrown) });
      if (!this.#aside.some((one) => one.startsWith(file))) this.#aside.push(file);
    }
  }

  async #append(helpers: readonly ArchivedHelper[]): Promise<void> {
    const { segmentBytes } = this.#deps;
    let batch: { readonly helper: ArchivedHelper; readonly line: Buffer }[] = [];
    let size = 0;
    for (const given of helpers) {
      const helper = withoutSecrets(given, this.#deps.redact);
      const line = Buffer.from(`${JSON.stringify(helper)}\n`);
      const tail = this.#tail();
      const isOver = tail.bytes + size + line.length > segmentBytes;
      if (isOver && tail.bytes + size > 0) {
        await this.#write(tail, batch);
        tail.isFull = true;
        batch = [];
        size = 0;
      }
      batch.push({ helper, line });
      size += line.length;
    }
    if (batch.length > 0) await this.#write(this.#tail(), batch);
  }

  #tail(): Segment {
    const last = this.#segments.at(-1);
    if (last?.isFull === false) return last;
    const file = segmentFile(this.#deps.folder, this.#next);
    this.#next += 1;
    const segment: Segment = { file, bytes: 0, ids: new Set(), isFull: false };
    this.#segments.push(segment);
    return segment;
  }

  async #write(
    segment: Segment,
    batch: readonly { readonly helper: ArchivedHelper; readonly line: Buffer }[],
  ): Promise<void> {
    const content = Buffer.concat(batch.map(({ line }) => line));
    await this.#deps.files.write(segment.file, segment.bytes, content);
    for (const { helper, line } of batch) {
      this.#put({ ...entryOf(helper), segment, at: segment.bytes, bytes: line.length });
      segment.bytes += line.length;
    }
  }

  #put(placed: Placed): void {
    const { id } = placed.row;
    // Taken out first, so that it is the last in the order of the map.
    this.#entries.delete(id);
    this.#entries.set(id, placed);
    placed.segment.ids.add(id);
    this.#sorted = null;
  }

  async #remove(gone: ReadonlySet<string>): Promise<number> {
    const before = this.#entries.size;
    for (const segment of [...this.#segments]) {
      if ([...gone].some((id) => segment.ids.has(id))) await this.#rewrite(segment, gone);
    }
    return before - this.#entries.size;
  }

  /** Writes a segment anew with what of it counts still, without those that are to go. */
  async #rewrite(segment: Segment, gone: ReadonlySet<string>): Promise<void> {
    const own = [...this.#entries.values()].filter((one) => one.segment === segment);
    const kept = own.filter(({ row }) => !gone.has(row.id));
    if (kept.length === 0) {
      await this.#deps.files.remove(segment.file);
      this.#segments = this.#segments.filter((one) => one !== segment);
    } else {
      const content = await readRegularFile(segment.file, mostRead);
      const lines = kept.map(({ at, bytes }) => content.subarray(at, at + bytes - 1));
      const whole = Buffer.concat(lines.flatMap((line) => [line, newline]));
      await this.#deps.files.replace(segment.file, whole);
      segment.bytes = whole.length;
    }
    segment.ids.clear();
    for (const { row } of own) if (gone.has(row.id)) this.#entries.delete(row.id);
    let at = 0;
    for (const one of kept) {
      segment.ids.add(one.row.id);
      // The same key: the order of the map stays.
      this.#entries.set(one.row.id, { ...one, at });
      at += one.bytes;
    }
    this.#sorted = null;
  }

  /** Lets go what is too much: lines are out of the list at once, files as none of theirs is in it. */
  async #trim(): Promise<void> {
    const { most, mostBytes, files } = this.#deps;
    const tooMany = Math.max(0, this.#entries.size - most());
    for (const id of [...this.#entries.keys()].slice(0, tooMany)) this.#entries.delete(id);
    let bytes = this.#segments.reduce((sum, one) => sum + one.bytes, 0);
    if (tooMany === 0 && bytes <= mostBytes) return;
    this.#sorted = null;
    const used = new Set([...this.#entries.values()].map(({ segment }) => segment));
    for (const segment of [...this.#segments]) {
      if (used.has(segment) && bytes <= mostBytes) continue;
      await files.remove(segment.file);
      bytes -= segment.bytes;
      this.#segments = this.#segments.filter((one) => one !== segment);
      for (const id of segment.ids) {
        if (this.#entries.get(id)?.segment === segment) this.#entries.delete(id);
      }
    }
  }
}
