import { expect, it } from 'vitest';
import { silentLog } from '../../../electron/base/log.ts';
import { createGivenToken } from '../../../electron/panel/given-token.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';

it('the token of the settings is that of the address they name, however that is written', () => {
  const model = new SettingsModel(new MemorySettingsFile(), silentLog);
  const token = createGivenToken(model, {
    read: (url) => `the token of ${url}`,
    isOutOfReach: (url) => url === 'ws://127.0.0.1:2',
  });
  expect(token.read()).toBeNull();
  expect(token.isOutOfReach()).toBe(false);
  model.set('gatewayUrl', 'ws://127.0.0.1:1/');
  expect(token.read()).toBe('the token of ws://127.0.0.1:1');
  expect(token.isOutOfReach()).toBe(false);
  model.set('gatewayUrl', 'ws://127.0.0.1:2');
  expect(token.isOutOfReach()).toBe(true);
});
