// The least that a program with a window can be in this Electron: what the panel is measured against.
const { app, BrowserWindow } = require('electron');

void app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1280, height: 800 });
  await window.loadURL('data:text/html,<title>Hello</title><p>Hello, world');
  process.stdout.write('shown\n');
});
