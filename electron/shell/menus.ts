import { Menu, app, type MenuItemConstructorOptions } from 'electron';

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
