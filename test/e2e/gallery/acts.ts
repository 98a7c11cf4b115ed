import type { Page } from '@playwright/test';

const fromMenu = async (page: Page, credential: string, entry: string): Promise<void> => {
  await page.getByRole('button', { name: `More actions for ${credential}` }).click();
  await page.getByRole('menuitem', { name: entry }).click();
};

const spawn = async (page: Page, words: string | RegExp): Promise<void> => {
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'New helper' });
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill('Review src/server.');
  await dialog.getByText(words).first().waitFor();
};

const openFromPalette = async (page: Page, entry: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(entry);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: entry }).waitFor();
};

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
  'spawn-ready': { from: 'look-ready', open: (page) => spawn(page, 'Ready.') },
  'spawn-waits-for-account': {
    from: 'look-waits',
    open: (page) => spawn(page, 'Will wait: sign-in refused at 14:02.'),
  },
  'spawn-begins-sign-in': {
    from: 'look-waits',
    open: async (page) => {
      await spawn(page, 'Will wait: sign-in refused at 14:02.');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('Signing in to OpenAI').waitFor();
    },
  },
  'spawn-signing-in': {
    from: 'look-signing-in',
    open: (page) => spawn(page, 'Will wait: sign-in refused at 14:02.'),
  },
  'spawn-no-folder': { from: 'look-folder', open: (page) => spawn(page, /^Will fail/) },
  'spawn-warned': { from: 'look-warns', open: (page) => spawn(page, /^Session main uses/) },
  'spawn-queued': { from: 'look-queued', open: (page) => spawn(page, 'Will be queued.') },
  'spawn-set-key': {
    from: 'helper-waiting-for-sign-in',
    open: async (page) => {
      await spawn(page, 'Will wait: sign-in refused at 14:02.');
      await page.getByRole('button', { name: 'Set key' }).click();
    },
  },
  'credentials-model-key': {
    from: 'credentials',
    open: async (page) => {
      await fromMenu(page, 'OpenClaw: Mistral', 'Replace key…');
      await page.getByLabel('Key for Mistral').fill('key-of-mistral');
    },
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
  'palette-unavailable': {
    from: 'helper-running',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('gateway');
      await page.locator('[role="option"][aria-disabled="true"]').first().waitFor();
    },
  },
  'bars-unfolded': {
    from: 'stand-in',
    open: async (page) => {
      await page.getByRole('button', { name: '1 more: Stand-in Electron' }).click();
      await page.getByRole('region', { name: 'Stand-in' }).waitFor();
    },
  },
  'group-folded': {
    from: 'helper-running',
    open: async (page) => {
      await page.getByRole('button', { name: 'Rows of Helpers' }).click();
      await page.getByTitle('Show the rows (Right)').waitFor();
    },
  },
  'sessions-sorted': {
    from: 'sessions',
    open: async (page) => {
      await page.getByRole('button', { name: 'Context' }).click();
      await page.locator('th[aria-sort="descending"], th[aria-sort="ascending"]').waitFor();
    },
  },
  shortcuts: { from: 'helper-running', open: (page) => page.keyboard.press('?') },
  connect: {
    from: 'gateway-connected',
    open: (page) => page.getByRole('button', { name: 'Connect to another gateway…' }).click(),
  },
  'add-credential': {
    from: 'credentials',
    open: (page) => page.getByRole('button', { name: 'Add credential' }).click(),
  },
  'add-key': {
    from: 'credentials',
    open: async (page) => {
      await page.getByRole('button', { name: 'Add credential' }).click();
      await page.getByRole('radio', { name: 'API key' }).click();
    },
  },
  'remove-credential': {
    from: 'credentials',
    open: (page) => fromMenu(page, 'OpenAI, work key', 'Remove credential…'),
  },
  'sign-out': {
    from: 'credentials',
    open: (page) => fromMenu(page, 'ChatGPT, team', 'Sign out…'),
  },
  'keep-in-file': {
    from: 'credentials',
    open: (page) => fromMenu(page, 'ChatGPT, team', 'Keep in a file…'),
  },
  'switch-account': {
    from: 'credentials-limited',
    open: (page) => page.getByRole('button', { name: 'Switch account: ChatGPT' }).click(),
  },
  'switch-account-none': {
    from: 'credentials',
    open: (page) => page.getByRole('button', { name: 'Switch account: Trial key' }).click(),
  },
  'how-to-fix': {
    from: 'credentials',
    open: (page) => page.getByRole('button', { name: 'How to fix: ChatGPT, team' }).click(),
  },
  'sign-in-copied': {
    from: 'sign-in-device',
    open: async (page) => {
      await page.getByRole('button', { name: 'Copy code' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
    },
  },
  'sign-in-key': {
    from: 'sign-in-key-possible',
    open: (page) => page.getByRole('button', { name: 'Use an API key' }).click(),
  },
  'credential-menu': {
    from: 'credentials',
    open: (page) => page.getByRole('button', { name: 'More actions for ChatGPT, team' }).click(),
  },
  'settings-wrong': {
    from: 'settings',
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Quiet from' }).fill('22:00');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Helpers alive' }).fill('900');
      await page.keyboard.press('Enter');
    },
  },
  'settings-lock-screen': {
    from: 'settings',
    open: (page) => page.getByRole('combobox', { name: 'On a locked screen' }).click(),
  },
  bundle: {
    from: 'settings',
    open: async (page) => {
      await page.getByRole('button', { name: 'Make a bundle…' }).click();
      await page.getByRole('region', { name: 'Bundle text' }).waitFor();
    },
  },
  about: {
    from: 'helper-running',
    open: async (page) => {
      await openFromPalette(page, 'About Bulkhead');
      await page.getByText('Chromium', { exact: true }).waitFor();
    },
  },
  licences: {
    from: 'helpers',
    open: (page) => openFromPalette(page, 'Licences'),
  },
  'licences-text': {
    from: 'helpers',
    open: async (page) => {
      await openFromPalette(page, 'Licences');
      await page.getByRole('textbox', { name: 'Filter licences' }).fill('t');
      await page.getByRole('button', { name: /inter/ }).click();
      await page.getByRole('region', { name: 'Licence of @fontsource-variable/inter' }).waitFor();
    },
  },
  'import-templates': {
    from: 'settings',
    open: async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByRole('list', { name: 'Templates in the file' }).waitFor();
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
