export interface KeyringReachDeps {
  /** Whether codex can use the desktop's password store now. Never prompts, never rejects. */
  readonly ask: () => Promise<boolean>;
  /** Holds until it is asked. */
  readonly isOpen: boolean;
  /** It can be read again, or not any more. */
  readonly onChange: () => void;
}

/** Whether codex can read the desktop's password store, as it was when last asked. */
export class KeyringReach {
  readonly #deps: KeyringReachDeps;
  #isOpen: boolean;
  #asking: Promise<boolean> | null = null;

  constructor(deps: KeyringReachDeps) {
    this.#deps = deps;
    this.#isOpen = deps.isOpen;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks now, and answers it; however many ask at once, it is asked once. */
  look(): Promise<boolean> {
    this.#asking ??= this.#look().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #look(): Promise<boolean> {
    const isOpen = await this.#deps.ask();
    if (isOpen !== this.#isOpen) {
      this.#isOpen = isOpen;
      this.#deps.onChange();
    }
    return isOpen;
  }
}
