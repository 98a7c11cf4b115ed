import { describe, expect, it } from 'vitest';
import { DbusMenu, type MenuNode } from '../../../electron/shell/dbus-menu.ts';
import type { TrayItem } from '../../../electron/shell/tray-menu.ts';

const open: TrayItem = {
  kind: 'item',
  label: 'Open_it',
  action: { kind: 'command', name: 'app.show' },
};
const quit: TrayItem = {
  kind: 'item',
  label: 'Quit',
  action: { kind: 'command', name: 'app.quit' },
};
const line: TrayItem = { kind: 'separator' };

const ids = (menu: DbusMenu): readonly number[] =>
  (menu.layout(0, -1)?.[2] ?? []).map(([id]) => id);

describe('DbusMenu', () => {
  it('gives a line the same number for as long as it says and does the same', () => {
    const menu = new DbusMenu();
    menu.show([open, line, line, quit]);
    const before = ids(menu);
    expect(new Set(before).size).toBe(4);
    menu.show([quit, line]);
    expect(ids(menu)).toEqual([before[3], before[1]]);
    menu.show([open]);
    expect(ids(menu)).toEqual([before[0]]);
  });

  it('never lets a click into an exchanged menu do something else', () => {
    const menu = new DbusMenu();
    menu.show([open]);
    const [was] = ids(menu);
    menu.show([quit]);
    const [is] = ids(menu);
    expect(is).not.toBe(was);
    expect(menu.action(was ?? 0)).toEqual({ kind: 'command', name: 'app.show' });
    expect(menu.action(is ?? 0)).toEqual({ kind: 'command', name: 'app.quit' });
    for (let times = 0; times < 30; times += 1) menu.show([quit]);
    expect(menu.action(was ?? 0)).toBeUndefined();
  });

  it('tells as many levels as it is asked for, with labels that mark no key', () => {
    const menu = new DbusMenu();
    menu.show([{ kind: 'submenu', label: 'a_b', items: [open] }]);
    const below = (node: MenuNode | undefined): readonly MenuNode[] => node?.[2] ?? [];
    expect(below(menu.layout(0, 0))).toHaveLength(0);
    const [shallow] = below(menu.layout(0, 1));
    expect(shallow?.[1].label?.value).toBe('a__b');
    expect(below(shallow)).toHaveLength(0);
    expect(below(below(menu.layout(0, -1))[0])).toHaveLength(1);
    expect(menu.layout(99, -1)).toBeUndefined();
  });
});
