import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPressed, writes } from '../../../renderer/frame/chord.ts';
import {
  acceleratorOf,
  capsOf,
  everyShortcut,
  keysOf,
  shortcutGroups,
} from '../../../shared/shortcuts.ts';

const keyed = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

describe('the table of shortcuts', () => {
  it('gives no keys to two of those that work everywhere', () => {
    const all = everyShortcut.filter(({ by }) => by !== 'control').flatMap(({ keys }) => keys);
    expect(all).toEqual([...new Set(all)]);
  });

  it('is shown whole, each once', () => {
    const shown = shortcutGroups.flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(shown.toSorted()).toEqual(everyShortcut.map(({ id }) => id).toSorted());
  });

  it('is written as Electron and as keyboards write keys', () => {
    expect(acceleratorOf('Ctrl Shift Z')).toBe('CommandOrControl+Shift+Z');
    expect(acceleratorOf('Ctrl +')).toBe('CommandOrControl+Plus');
    expect(acceleratorOf('F11')).toBe('F11');
    expect(capsOf('ContextMenu')).toEqual(['Menu']);
    expect(keysOf('palette')).toBe('Ctrl K');
  });

  it('is told in the page of names', () => {
    const names = readFileSync(new URL('../../../docs/ui-names.md', import.meta.url), 'utf8');
    const keys = names.slice(names.indexOf('## Keys'));
    const untold = everyShortcut
      .filter(({ by }) => by === 'page')
      .map(({ id }) => keysOf(id).replace('ContextMenu', 'Menu key'))
      .filter((one) => !/^Ctrl [234]$/.test(one) && !keys.includes(one));
    expect(untold).toEqual([]);
  });
});

describe('a shortcut', () => {
  it.each([
    ['Ctrl K', keyed('k', { ctrlKey: true }), true],
    ['Ctrl K', keyed('K', { ctrlKey: true }), true],
    ['Ctrl K', keyed('k'), false],
    ['Ctrl K', keyed('k', { ctrlKey: true, shiftKey: true }), false],
    ['Ctrl K', keyed('k', { ctrlKey: true, altKey: true }), false],
    ['Ctrl K', keyed('k', { ctrlKey: true, metaKey: true }), false],
    ['Ctrl 1', keyed('1', { ctrlKey: true }), true],
    ['Ctrl 1', keyed('1', { ctrlKey: true, shiftKey: true }), false],
    ['F6', keyed('F6'), true],
    ['F6', keyed('F6', { shiftKey: true }), false],
    ['Shift F6', keyed('F6', { shiftKey: true }), true],
    ['?', keyed('?', { shiftKey: true }), true],
    ['?', keyed('?'), true],
    ['?', keyed('?', { ctrlKey: true }), false],
  ] as const)('%s is pressed by %o: %s', (keys, event, pressed) => {
    expect(isPressed(keys, event)).toBe(pressed);
  });

  it('writes when it is one sign alone', () => {
    expect(everyShortcut.flatMap(({ keys }) => keys).filter(writes)).toEqual([
      '?',
      '↑',
      '↓',
      '→',
      '←',
    ]);
  });
});
