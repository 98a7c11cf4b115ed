import { failure } from '../../../shared/failure.ts';
import type { Log } from '../../base/log.ts';
import { findAddress, type AddressDeps, type GatewayAddress } from './address.ts';

/** Finds the address and says whether it leads elsewhere than before. Never rejects. */
export class AddressFinder {
  readonly #deps: AddressDeps;
  readonly #log: Log;

  constructor(deps: AddressDeps, log: Log) {
    this.#deps = deps;
    this.#log = log;
  }

  /** The vault behind the settings' token may fail; that is said, and a click tries again. */
  async find(): Promise<GatewayAddress> {
    try {
      return await findAddress(this.#deps);
    } catch (thrown) {
      this.#log.error('gateway.address.threw', { error: String(thrown) });
      const what = 'the gateway token of the settings cannot be read';
      const problem = failure({ kind: 'misconfigured', what }, String(thrown));
      const withoutToken = { ...this.#deps, settingsToken: () => Promise.resolve(null) };
      return { ...(await findAddress(withoutToken)), problem };
    }
  }

  /** Whether it is another gateway now, or another proof for it, than what was tried. */
  async hasMoved(tried: GatewayAddress | null): Promise<boolean> {
    return identityOf(await this.find()) !== identityOf(tried);
  }
}

const identityOf = (address: GatewayAddress | null): string =>
  JSON.stringify([
    address?.url,
    address?.secret?.value,
    address?.secretKind,
    address?.secretProblem,
    address?.problem,
    address?.tlsFingerprint,
  ]);
