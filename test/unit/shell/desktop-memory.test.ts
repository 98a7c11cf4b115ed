import { expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { createDesktopMemory } from '../../../electron/shell/desktop-memory.ts';
import type { StoreFile } from '../../../electron/shell/store-file.ts';

/** A file in memory that counts how often it was put aside. */
const fileOf = (content: unknown): StoreFile & { readonly asides: () => number; now: unknown } => {
  let asides = 0;
  return {
    now: content,
    read() {
      return this.now;
    },
    write(value) {
      this.now = JSON.parse(JSON.stringify(value)) as unknown;
    },
    quarantine() {
      asides += 1;
      return 'aside';
    },
    asides: () => asides,
  };
};

it.each([undefined, {}, { saidNoTray: false }, { bounds: { x: 1 } }, { bounds: 7, saidNoTray: 7 }])(
  'reads what it may have written, or somebody else: %j',
  (content) => {
    const file = fileOf(content);
    const memory = createDesktopMemory(file, silentLog);
    expect(memory.mustSayNoTray()).toBe(true);
    expect(file.asides()).toBe(0);
  },
);

it('says once that there is no tray, also to one that was killed before its window moved', () => {
  const file = fileOf(undefined);
  expect(createDesktopMemory(file, silentLog).mustSayNoTray()).toBe(true);
  const next = createDesktopMemory(file, silentLog);
  expect(next.mustSayNoTray()).toBe(false);
  expect(next.bounds()).toBeUndefined();
  expect(file.asides()).toBe(0);
});

it('puts aside what is none', () => {
  const file = fileOf('text');
  expect(createDesktopMemory(file, silentLog).bounds()).toBeUndefined();
  expect(file.asides()).toBe(1);
});
