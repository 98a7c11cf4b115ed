import type { AskDraft, AskOpening } from '../../shared/contract.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AskPort } from '../ports/desktop-port.ts';

/** The small window, hidden until it is shown. */
export interface SmallWindow {
  isVisible(): boolean;
  isFocused(): boolean;
  /** Gives its page this, and brings it above all others with the focus in it. */
  show(opening: AskOpening): void;
  hide(): void;
  /** It is gone by the time that this returns. */
  destroy(): void;
}

/** What a window tells; nothing more once it is gone. */
export interface SmallWindowTells {
  /** Its page can be given something. */
  readonly onReady: () => void;
  /** It is no more: taken away, or its page could not be loaded or died. */
  readonly onGone: () => void;
}

interface KeptAskOptions<W extends SmallWindow> {
  readonly clock: Clock;
  readonly log: Log;
  readonly make: (tells: SmallWindowTells) => W;
  /** It was opened, and went before it could be shown; the template is the one that was named. */
  readonly onFailed: (templateId: string | null) => void;
}

/** A window that nobody asked for is kept ready no longer than this. */
export const keptMs = 60_000;

const nothingTyped: AskDraft = { templateId: null, prompt: '', cwd: '' };

interface Made<W> {
  readonly window: W;
  isReady: boolean;
  /** What opened it before its page was there. */
  wanted: { readonly templateId: string | null; readonly at: number } | null;
}

/**
 * The small window that asks for a helper. It is made ahead when the tray's menu is opened, since
 * making one takes longer than a person waits; one that is neither seen nor on its way to be is kept
 * for `keptMs`. What is typed outlives the window, in memory alone.
 */
export class KeptAsk<W extends SmallWindow> implements AskPort {
  readonly #options: KeptAskOptions<W>;
  #made: Made<W> | null = null;
  #draft = nothingTyped;
  #dropping: AbortController | null = null;

  constructor(options: KeptAskOptions<W>) {
    this.#options = options;
  }

  /** The window while the person is in it. */
  focused(): W | null {
    const window = this.#made?.window ?? null;
    return window?.isFocused() === true ? window : null;
  }

  /** Makes it, hidden, where there is none; it goes after `keptMs` unless it is opened. */
  prepare(): void {
    const made = (this.#made ??= this.#make());
    if (!this.#isInUse(made)) this.#dropLater();
  }

  open(templateId: string | null): void {
    this.#dropping?.abort();
    const made = (this.#made ??= this.#make());
    made.wanted = { templateId, at: this.#options.clock.monotonic() };
    if (made.isReady) this.#show(made);
  }

  /** Opens it on this, in place of what was typed. */
  openOn(draft: AskDraft): void {
    // A page that is there would know better: one that begins takes what it is given.
    const before = this.#made;
    this.#made = null;
    before?.window.destroy();
    this.#draft = draft;
    this.open(draft.templateId);
  }

  keep(draft: AskDraft): void {
    this.#draft = draft;
  }

  close(): void {
    const made = this.#made;
    if (made === null) return;
    made.wanted = null;
    made.window.hide();
    this.#dropLater();
  }

  #isInUse({ wanted, window }: Made<W>): boolean {
    return wanted !== null || window.isVisible();
  }

  #dropLater(): void {
    this.#dropping?.abort();
    const dropping = new AbortController();
    this.#dropping = dropping;
    void this.#options.clock.pause(keptMs, dropping.signal).then(() => {
      const made = this.#made;
      if (dropping.signal.aborted || made === null || this.#isInUse(made)) return;
      made.window.destroy();
    });
  }

  #show(made: Made<W>): void {
    const { clock, log } = this.#options;
    const { wanted } = made;
    if (wanted === null) return;
    made.wanted = null;
    made.window.show({ templateId: wanted.templateId, draft: this.#draft });
    log.info('ask shown', { ms: Math.round(clock.monotonic() - wanted.at) });
  }

  #make(): Made<W> {
    const made: Made<W> = {
      window: this.#options.make({
        onReady: () => {
          made.isReady = true;
          this.#show(made);
        },
        onGone: () => {
          if (this.#made !== made) return;
          this.#made = null;
          if (made.wanted !== null) this.#options.onFailed(made.wanted.templateId);
        },
      }),
      isReady: false,
      wanted: null,
    };
    return made;
  }
}
