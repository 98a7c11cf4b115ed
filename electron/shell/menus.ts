import { Menu, app, type MenuItemConstructorOptions } from 'electron';
import type { NavigateTarget } from '../../shared/contract.ts';
import { acceleratorOf, everyShortcut, keysOf } from '../../shared/shortcuts.ts';

const entriesOf = (menu: 'File' | 'Edit' | 'View'): MenuItemConstructorOptions[] =>
  everyShortcut
    .filter((row) => row.menu === menu)
    .flatMap(({ role, keys }) =>
      role === undefined
        ? []
        : keys.map((one, at) => ({
            role,
            accelerator: acceleratorOf(one),
            visible: at === 0,
          })),
    );

/**
 * Sets the application menu: the standard keys for editing, zoom, closing and quitting, and the way to
 * the sheet of all of them and to what runs.
 */
export const setupAppMenu = (navigate: (target: NavigateTarget) => void): void => {
  const view = entriesOf('View');
  if (!app.isPackaged) view.push({ type: 'separator' }, { role: 'toggleDevTools' });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'File', submenu: entriesOf('File') },
      { label: 'Edit', submenu: entriesOf('Edit') },
      { label: 'View', submenu: view },
      {
        label: 'Help',
        submenu: [
          {
            label: 'Keyboard shortcuts',
            accelerator: acceleratorOf(keysOf('shortcuts')),
            // The page knows whether a question mark is typed into a field.
            registerAccelerator: false,
            click: () => navigate({ view: 'shortcuts' }),
          },
          { label: 'About Bulkhead', click: () => navigate({ view: 'about' }) },
        ],
      },
    ]),
  );
};
