import { expect, it } from 'vitest';
import { silentLog } from '../../../electron/base/log.ts';
import { saveAgain } from '../../../electron/panel/save-again.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import type { Notice } from '../../../shared/state.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

it('settings that the disk did not take are stored once there is room, and the word is taken back', async () => {
  const clock = new ManualClock();
  const end = new AbortController();
  let isFull = true;
  let stored: unknown;
  let tries = 0;
  const file = {
    read: () => undefined,
    quarantine: () => '',
    write: (value: unknown) => {
      tries += 1;
      if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      stored = value;
    },
  };
  const settings = new SettingsModel(file, silentLog);
  const told = new Map<string, Notice>();
  const said: string[] = [];
  saveAgain({
    settings,
    clock,
    signal: end.signal,
    store: {
      notify: (notice) => {
        said.push(notice.id);
        told.set(notice.id, notice);
      },
      dismiss: (id) => void told.delete(id),
    },
  });
  expect(settings.set('theme', 'dark').ok).toBe(false);
  await clock.advance(30_000);
  expect(tries).toBe(4);
  expect(said).toEqual(['settings-not-saved']);
  isFull = false;
  await clock.advance(10_000);
  expect(stored).toMatchObject({ theme: 'dark' });
  expect(told.size).toBe(0);
  await clock.advance(60_000);
  expect(tries).toBe(5);
});
