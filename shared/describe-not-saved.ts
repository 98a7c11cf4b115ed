import type { Notice } from './state.ts';

/** Of the notice below. */
export const settingsNotSavedId = 'settings-not-saved';

/** What is said while changed settings are in memory only. */
export const settingsNotSaved: Notice = {
  id: settingsNotSavedId,
  tone: 'attention',
  title: 'The settings cannot be saved',
  text: 'They count until Bulkhead ends. Make room on the disk, or make it writable: they are saved then by themselves.',
};
