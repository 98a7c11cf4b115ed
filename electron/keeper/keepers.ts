import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Answers } from './channel.ts';
import { startKeeper, type Keeper, type KeeperDeps } from './keeper.ts';
import type { MainNews } from './speech.ts';

export interface KeepersDeps extends Omit<KeeperDeps, 'secrets'> {
  readonly log: Log;
}

type OnNews = (name: string, given: unknown) => void;

interface Spare {
  readonly keeper: Keeper;
  /** Whom it is for, once it is taken. */
  answers: Answers;
  onNews: OnNews;
}

/**
 * All keepers there are, and one more that waits to be taken, so that no helper waits for a thread
 * to start. Every secret that becomes known is told to each of them.
 */
export class Keepers {
  readonly #deps: KeepersDeps;
  readonly #secrets = new Set<string>();
  readonly #all = new Set<Keeper>();
  #spare: Spare | null = null;
  #closed = false;

  constructor(deps: KeepersDeps) {
    this.#deps = deps;
  }

  /** Prepares the next one; does nothing while one waits. */
  prepare(): void {
    if (this.#closed || this.#spare !== null) return;
    const spare: Spare = this.#start();
    this.#spare = spare;
    void spare.keeper.gone.then(() => {
      if (this.#spare === spare) this.#spare = null;
    });
  }

  /** The keeper that waits, or a new one. Throws a FailureError once they were closed. */
  take(answers: Answers, onNews: OnNews): Keeper {
    if (this.#closed) {
      throw new FailureError(
        failure({ kind: 'unexpected' }, 'the keepers are closed', 'cancelled'),
      );
    }
    this.prepare();
    const taken = this.#spare ?? this.#start();
    this.#spare = null;
    taken.answers = answers;
    taken.onNews = onNews;
    this.prepare();
    return taken.keeper;
  }

  /** A secret is taken out of whatever any of them says, from now on. */
  know(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    for (const { channel } of this.#all) channel.tell('know', { secret });
  }

  /** Ends all of them; their clients are closed before. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((keeper) => keeper.release()));
  }

  #start(): Spare {
    const spare: { answers: Answers; onNews: OnNews } = { answers: {}, onNews: () => undefined };
    const keeper = startKeeper(
      { ...this.#deps, secrets: () => [...this.#secrets] },
      () => spare.answers,
      (name, given) => {
        if (name === 'log') this.#log(given as MainNews['log']);
        else spare.onNews(name, given);
      },
    );
    this.#all.add(keeper);
    void keeper.gone.then((lost) => {
      this.#all.delete(keeper);
      if (lost !== null) this.#deps.log.error('keeper-gone', { failure: lost });
    });
    return Object.assign(spare, { keeper });
  }

  #log({ level, event, data }: MainNews['log']): void {
    this.#deps.log[level](event, data);
  }
}
