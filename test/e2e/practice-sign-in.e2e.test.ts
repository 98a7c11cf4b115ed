import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { answerIssuerPage, standInBrowser } from '../../build/demo/stand-in-browser.mjs';
import { NotificationServer } from '../fakes/notification-server.ts';
import { clickToSheet } from '../support/click-to-sheet.ts';
import { loseFocus } from '../support/lose-focus.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

interface Row {
  readonly id: string;
  readonly phase: string;
  readonly pid: number | null;
}

interface Seen {
  readonly gateway: {
    readonly phase: string;
    readonly connId: string | null;
    readonly reconnects: number;
  };
  readonly helpers: readonly Row[];
}

describe('an ended sign-in in practice, in the built app', () => {
  let notices: NotificationServer;
  let browser: Awaited<ReturnType<typeof standInBrowser>>;
  let app: PanelApp;
  let page: Page;
  let before: { readonly notices: number; readonly pages: number };

  const practised = async (): Promise<Seen> => (await app.json(['status', '--practice'])) as Seen;
  const all = (ids: readonly string[], phase: string): Promise<readonly Row[]> =>
    waitFor(
      `both helpers to be ${phase}`,
      async () => {
        const helpers = (await practised()).helpers.filter(({ id }) => ids.includes(id));
        if (helpers.every((one) => one.phase === phase)) return helpers;
        throw new Error(JSON.stringify(helpers));
      },
      40_000,
    );
  const opened = (): Promise<string> =>
    waitFor('a page in the browser', async () => (await browser.opened()).at(before.pages));

  beforeAll(async () => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'practice-'));
    notices = await NotificationServer.start(process.env.DBUS_SESSION_BUS_ADDRESS ?? '');
    browser = await standInBrowser(join(folder, 'browser'));
    app = await startPanelApp({
      home: join(folder, 'home'),
      env: {
        // nothing listens there
        OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
        PATH: `${browser.folder}:${process.env.PATH ?? ''}`,
      },
    });
    page = await app.page();
  });

  afterAll(async () => {
    await app.quit();
    notices.stop();
  });

  beforeEach(async () => {
    await app.json(['practice', 'start']);
    await waitFor('the link of practice', async () => {
      const { gateway } = await practised();
      return gateway.phase === 'connected';
    });
    before = { notices: notices.seen.length, pages: (await browser.opened()).length };
    await loseFocus(app);
  });

  afterEach(() => app.json(['practice', 'stop']));

  const parkBoth = async (
    prompts: readonly string[],
  ): Promise<{ parked: readonly Row[]; link: Seen['gateway'] }> => {
    const link = (await practised()).gateway;
    const ids: string[] = [];
    for (const prompt of prompts) {
      const words = ['spawn', '--practice', '--template', 'ended-sign-in', '--', prompt];
      ids.push(((await app.json(words)) as { readonly id: string }).id);
    }
    return { parked: await all(ids, 'waiting-for-sign-in'), link };
  };
  const expectContinued = async ({ parked, link }: Awaited<ReturnType<typeof parkBoth>>) => {
    const going = await all(
      parked.map(({ id }) => id),
      'running',
    );
    expect(going.map(({ id, pid }) => [id, pid])).toEqual(parked.map(({ id, pid }) => [id, pid]));
    expect((await practised()).gateway).toMatchObject({ connId: link.connId, reconnects: 0 });
    expect(notices.seen.slice(before.notices)).toMatchObject([
      { title: 'Practice provider refused a sign-in', isClosed: true },
    ]);
    expect(await browser.opened()).toHaveLength(before.pages + 1);
  };

  it('gives one notice; a click on it opens the page, and both go on once it is approved', async () => {
    const story = await parkBoth(['compare the docs', 'review the API']);
    const notice = await waitFor('the notice', () => notices.seen.at(before.notices));
    notices.click(notice.id);
    expect((await answerIssuerPage(await opened(), 'approve')).status).toBe(200);
    await expectContinued(story);
  });

  it('shows its sheet within 300 ms of the click on a card, and takes a code instead', async () => {
    const story = await parkBoth(['look at the docs', 'check the API']);
    await waitFor('the notice', () => notices.seen.at(before.notices));
    const main = page.getByRole('main');
    const list = page.getByRole('navigation', { name: 'What exists' });
    await list.getByRole('button', { name: /check-the-api/ }).click();
    await main.getByRole('heading', { name: 'Sign-in refused by Practice provider' }).waitFor();
    const toSheet = clickToSheet(page);
    await main.getByRole('button', { name: 'Sign in and continue (2)' }).click();
    expect(await toSheet).toBeLessThan(300);

    const sheet = main.getByRole('group', { name: 'Finish in your browser' });
    await sheet.getByRole('button', { name: 'Use a code instead' }).click();
    const code = main.getByRole('group', { name: 'Open this page in a browser' });
    const userCode = await code.locator('code').innerText();
    const address = /Enter this code at ([^ ]+)\./.exec(await code.innerText())?.[1] ?? '';
    const { text } = await answerIssuerPage(`http://${address}`, 'approve', userCode);
    expect(text).toContain('Signed in');
    await expectContinued(story);
  });
});
