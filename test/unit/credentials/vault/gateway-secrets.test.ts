import { afterEach, beforeEach, expect, it } from 'vitest';

import { createDeviceTokens } from '../../../../electron/credentials/vault/gateway-secrets.ts';
import { CredentialsBench } from '../../../fakes/credentials-bench.ts';

let bench: CredentialsBench;
beforeEach(async () => {
  bench = await CredentialsBench.open();
});
afterEach(() => bench.dispose());

it('device tokens belong to one gateway address each', async () => {
  const { vault } = await bench.start();
  const tokens = createDeviceTokens(vault);
  await tokens.write('ws://127.0.0.1:18789', 'device-token-a');
  expect(await tokens.read('ws://127.0.0.1:18789')).toBe('device-token-a');
  expect(await tokens.read('ws://127.0.0.1:18790')).toBeNull();
  await tokens.clear('ws://127.0.0.1:18789');
  expect(await tokens.read('ws://127.0.0.1:18789')).toBeNull();
});
