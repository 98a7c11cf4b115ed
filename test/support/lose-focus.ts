import type { PanelApp } from './panel-app.ts';
import { waitFor } from './wait-for.ts';

/**
 * Takes the focus from the window and leaves it in sight: the desktop is told only what nobody sees
 * in it. Not by `blur()`: Chromium takes the focus for granted when it shows a window, and what the
 * X server says of it later takes that blur back. Whatever comes late for a window that was hidden
 * has ended with the hiding.
 */
export const loseFocus = async (app: PanelApp): Promise<void> => {
  await waitFor('the window to be shown', () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows().filter((window) => window.isVisible());
      for (const window of windows) {
        window.hide();
        window.showInactive();
      }
      return windows.length > 0;
    }),
  );
  await waitFor('the window to lose the focus', () =>
    app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().every((window) => window.isVisible() && !window.isFocused()),
    ),
  );
};
