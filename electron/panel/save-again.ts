import { settingsNotSaved, settingsNotSavedId } from '../../shared/describe-not-saved.ts';
import type { Clock } from '../base/clock.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelStore } from './store.ts';

const againMs = 10_000;

/**
 * Says that the settings could not be stored, and stores them once there is room: then the word is
 * taken back. Ends with the signal, after a last try.
 */
export const saveAgain = (parts: {
  readonly settings: Pick<SettingsModel, 'isUnsaved' | 'save' | 'onStored'>;
  readonly store: Pick<PanelStore, 'notify' | 'dismiss'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): (() => void) => {
  const { settings, store, clock, signal } = parts;
  const isUnsaved = (): boolean => settings.isUnsaved;
  const tryAgain = async (): Promise<void> => {
    do {
      await clock.pause(againMs, signal);
      if (isUnsaved()) settings.save();
    } while (isUnsaved() && !signal.aborted);
  };
  const heard = (isStored: boolean): void => {
    if (isStored) {
      store.dismiss(settingsNotSavedId);
      return;
    }
    store.notify(settingsNotSaved);
    void tryAgain();
  };
  if (settings.isUnsaved) heard(false);
  return settings.onStored(heard);
};
