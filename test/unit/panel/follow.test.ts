import { expect, it } from 'vitest';
import { followSettings } from '../../../electron/panel/follow.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { MemorySettingsFile } from '../../fakes/memory-settings-file.ts';

it('changed settings are told, and beyond them another address and another codex', () => {
  const model = new SettingsModel(new MemorySettingsFile(), silentLog);
  const told: string[] = [];
  const stop = followSettings(model, {
    onAny: () => told.push('any'),
    onGatewayUrl: () => told.push('gateway'),
    onCodexBinary: () => told.push('codex'),
  });
  const after = (key: string, value: unknown): readonly string[] => {
    model.set(key, value);
    return told.splice(0);
  };
  expect(after('theme', 'dark')).toEqual(['any']);
  expect(after('gatewayUrl', 'ws://127.0.0.1:1')).toEqual(['any', 'gateway']);
  expect(after('theme', 'light')).toEqual(['any']);
  expect(after('codexBinary', '/codex')).toEqual(['any', 'codex']);
  expect(after('gatewayUrl', null)).toEqual(['any', 'gateway']);
  stop();
  expect(after('gatewayUrl', 'ws://127.0.0.1:2')).toEqual([]);
});
