import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { unknownId } from '../../base/errors.ts';

export interface SignInPageDeps {
  readonly clock: Clock;
  /** Opens a page in the person's browser; false when there is none. */
  readonly openPage: (url: string) => Promise<boolean>;
}

/** A page that was told, since when (epoch ms), and whether it could be opened. */
export interface ShownPage {
  readonly url: string;
  /** What the person may want to copy: the code, else the address. */
  readonly text: string;
  readonly since: number;
  readonly opened: boolean;
}

/** The page on which a sign-in is to be finished in the browser. */
export class SignInPage {
  readonly #deps: SignInPageDeps;
  #shown: ShownPage | null = null;

  constructor(deps: SignInPageDeps) {
    this.#deps = deps;
  }

  get text(): string | null {
    return this.#shown?.text ?? null;
  }

  /** Opens it once by itself; told again, it is the same one. */
  async show({ url, text }: Pick<ShownPage, 'url' | 'text'>): Promise<ShownPage> {
    if (this.#shown?.url === url && this.#shown.text === text) return this.#shown;
    const { clock, openPage } = this.#deps;
    const shown = { url, text, since: clock.now(), opened: await openPage(url) };
    this.#shown = shown;
    return shown;
  }

  async openAgain(): Promise<Reply<null>> {
    if (this.#shown === null) return unknownId('page to open');
    return (await this.#deps.openPage(this.#shown.url))
      ? ok(null)
      : failed(failure({ kind: 'not-found', command: 'a browser' }));
  }
}
