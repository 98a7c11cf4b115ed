import type { FleetDeps } from '../../electron/helpers/fleet.ts';
import { openFleet, type FleetUnderTest } from './fleet-under-test.ts';

/** Opens fleets for a test and takes them away after it. */
export class FleetBench {
  readonly #open: FleetUnderTest[] = [];

  /** Opens one on folders of its own; `patch` replaces parts. */
  readonly setUp = async (patch: Partial<FleetDeps> = {}): Promise<FleetUnderTest> => {
    const under = await openFleet(patch);
    this.#open.push(under);
    return under;
  };

  readonly dispose = async (): Promise<void> => {
    await Promise.all(this.#open.splice(0).map((under) => under.dispose()));
  };
}
