import { startGateway } from './gateway-process.ts';
import type { RealGateway, RealGatewayOptions } from './gateway-process.ts';
import { realPrograms } from './real-programs.ts';

/** Starts the real gateway of the tests, once per test file; installs it when it is absent. */
export const startRealGateway = async (options: RealGatewayOptions): Promise<RealGateway> =>
  startGateway(await realPrograms(), options);
