import type { Settings } from '../../shared/settings.ts';
import type { SettingsModel } from '../settings/settings-model.ts';

/** What changed settings call for. */
export interface SettingsFollower {
  /** Any of them, before the others are told. */
  onAny(): void;
  onGatewayUrl(): void;
  onCodexBinary(): void;
}

/** Tells of every later change of the settings, and which of it matters beyond them; answers how to stop. */
export const followSettings = (
  model: Pick<SettingsModel, 'settings' | 'subscribe'>,
  follower: SettingsFollower,
): (() => void) => {
  let before: Pick<Settings, 'gatewayUrl' | 'codexBinary'> = model.settings;
  return model.subscribe((next) => {
    const { gatewayUrl, codexBinary } = before;
    before = next;
    follower.onAny();
    if (next.gatewayUrl !== gatewayUrl) follower.onGatewayUrl();
    if (next.codexBinary !== codexBinary) follower.onCodexBinary();
  });
};
