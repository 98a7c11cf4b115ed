import type { Page } from '@playwright/test';

/** Dialogs and menus, each as a fixture's name and the steps that open it. */
export const acts: Readonly<
  Record<string, { readonly from: string; readonly open: (page: Page) => Promise<void> }>
> = {
  spawn: {
    from: 'helper-running',
    open: async (page) => {
      await page.keyboard.press('Control+n');
      await page.getByRole('textbox', { name: 'Prompt' }).fill('Review src/server.');
    },
  },
  'spawn-waits': {
    from: 'helper-waiting-for-sign-in',
    open: (page) => page.keyboard.press('Control+n'),
  },
  'spawn-refused': {
    from: 'codex-missing',
    open: async (page) => {
      await page.keyboard.press('Control+n');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Control+Enter');
    },
  },
  palette: {
    from: 'helper-waiting-for-sign-in',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('si');
    },
  },
  connect: {
    from: 'gateway-connected',
    open: (page) => page.getByRole('button', { name: 'Connect to another gateway…' }).click(),
  },
  'add-credential': {
    from: 'credentials',
    open: (page) => page.getByRole('button', { name: 'Add credential' }).click(),
  },
  'remove-credential': {
    from: 'credentials',
    open: async (page) => {
      await page.getByRole('button', { name: 'More actions for OpenAI API key' }).click();
      await page.getByRole('menuitem', { name: 'Remove credential…' }).click();
    },
  },
  template: {
    from: 'settings',
    open: (page) => page.getByRole('button', { name: 'Change House model' }).click(),
  },
  menu: {
    from: 'helper-running',
    open: (page) => page.getByRole('button', { name: 'More actions' }).click(),
  },
  'raw-error': {
    from: 'helper-waiting-for-sign-in',
    open: (page) => page.getByRole('button', { name: /^Raw error/ }).click(),
  },
  install: {
    from: 'first-run',
    open: (page) => page.getByRole('button', { name: 'Show the steps' }).click(),
  },
};
