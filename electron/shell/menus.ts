import { Menu, app, type MenuItemConstructorOptions, Tray } from 'electron';
import type { TrayAction, TrayItem } from './tray-menu.ts';
import type { TrayIcon } from './tray.ts';

/** Sets the application menu: the standard keys for editing, zoom, closing and quitting. */
export const setupAppMenu = (): void => {
  const view: MenuItemConstructorOptions[] = [
    { role: 'zoomIn' },
    // Ctrl = is Ctrl + on keyboards where plus needs Shift.
    { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
    { role: 'zoomOut' },
    { role: 'resetZoom' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (!app.isPackaged) view.push({ type: 'separator' }, { role: 'toggleDevTools' });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'File', submenu: [{ role: 'close' }, { type: 'separator' }, { role: 'quit' }] },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
    ]),
  );
};

/** A label as Electron shows it unchanged: a single ampersand would mark a key. */
const plain = (label: string): string => label.replaceAll('&', '&&');

const template = (
  items: readonly TrayItem[],
  act: (action: TrayAction) => void,
): MenuItemConstructorOptions[] =>
  items.map((item): MenuItemConstructorOptions => {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: plain(item.label), enabled: false };
      case 'item':
        return {
          label: plain(item.label),
          click: () => {
            act(item.action);
          },
        };
      case 'submenu':
        return { label: plain(item.label), submenu: template(item.items, act) };
    }
  });

/** Puts an icon (the picture at `image`) into the desktop's tray; a click on it opens the window. */
export const createTrayIcon = (
  image: string,
  act: (action: TrayAction) => void,
  onOpened: () => void,
): TrayIcon => {
  const tray = new Tray(image);
  tray.on('click', () => {
    act({ kind: 'command', name: 'app.show' });
  });
  return {
    show(items, summary) {
      const menu = Menu.buildFromTemplate(template(items, act));
      menu.on('menu-will-show', onOpened);
      tray.setContextMenu(menu);
      tray.setToolTip(summary);
    },
    destroy() {
      if (!tray.isDestroyed()) tray.destroy();
    },
  };
};
