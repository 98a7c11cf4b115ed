import type { PanelApp } from '../../support/panel-app.ts';

/** Takes the focus from the window: the desktop is told only what nobody sees in it. */
export const loseFocus = (app: PanelApp): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.blur();
  });
