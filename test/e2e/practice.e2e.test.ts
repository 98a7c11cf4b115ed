import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { waitFor } from '../support/wait-for.ts';

interface Seen {
  readonly app: { readonly practice: boolean };
  readonly gateway: {
    readonly phase: string;
    readonly url: string;
    readonly addressSource: string;
    readonly connId: string | null;
    readonly reconnects: number;
  };
  readonly helpers: readonly {
    readonly id: string;
    readonly phase: string;
    readonly pid: number | null;
    readonly failure: { readonly kind: string } | null;
  }[];
}

/** Nothing listens there: a connection is refused at once, and the usual port is left alone. */
const nowhere = { OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1' };

describe('practice in the built app', () => {
  let app: PanelApp;
  const practised = async (): Promise<Seen> => (await app.json(['status', '--practice'])) as Seen;
  const spawn = async (template: string, prompt: string): Promise<string> => {
    const words = ['spawn', '--practice', '--template', template, '--', prompt];
    return ((await app.json(words)) as { readonly id: string }).id;
  };
  const helper = (id: string, phase: string) =>
    waitFor(
      `helper ${id} to be ${phase}`,
      async () => {
        const row = (await practised()).helpers.find((one) => one.id === id);
        if (row?.phase !== phase) throw new Error(JSON.stringify(row));
        return row;
      },
      40_000,
    );

  beforeAll(async () => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'practice-'));
    app = await startPanelApp({ home: join(folder, 'home'), env: nowhere });
  });

  afterAll(() => app.quit());

  it('starts by a click, is ready within 3 s, marked, and connected to a gateway of its own', async () => {
    const page = await app.page();
    const ready = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          window.bulkhead.onState(({ app: { practice }, gateway }) => {
            if (practice && gateway.state.phase === 'connected') resolve(Date.now());
          });
        }),
    );
    const list = page.getByRole('navigation', { name: 'What exists' });
    await list.getByRole('button', { name: 'Gateway', exact: true }).click();
    const start = page.getByRole('main').getByRole('button', { name: 'Start practice' });
    await start.waitFor();
    const clickedAt = Date.now();
    await start.click();
    expect((await ready) - clickedAt).toBeLessThan(3_000);

    const seen = await practised();
    expect(seen.app.practice).toBe(true);
    expect(seen.gateway.phase).toBe('connected');
    expect(seen.gateway.addressSource).toBe('practice');
    expect(seen.gateway.url).not.toBe(nowhere.OPENCLAW_GATEWAY_URL);
    const bar = page.getByRole('region', { name: 'Practice' });
    await bar.waitFor();
    expect(await bar.textContent()).toContain('Everything here is scripted');
  });

  it('lets nothing that was meant for the real helpers through', async () => {
    const answer = await app.cli(['spawn', '--template', 'codex-5.5', '--', 'for real']);
    expect(answer.code).toBe(2);
    expect((await practised()).helpers).toEqual([]);
  });

  it('plays the story: one is refused, the other finishes, a new key continues in the same process', async () => {
    const before = await practised();
    const good = await spawn('codex-5.5', 'find the flaky test');
    const refused = await spawn('refused-key', 'review the folder');
    const parked = await helper(refused, 'waiting-for-sign-in');
    expect(parked.failure?.kind).toBe('unauthorized');

    const page = await app.page();
    const list = page.getByRole('navigation', { name: 'What exists' });
    await list.getByRole('button', { name: /review/ }).click();
    await page.getByRole('heading', { name: 'Sign-in refused by Practice provider' }).waitFor();
    const key = page.getByRole('main').getByLabel('Key for Practice provider');
    const send = page.getByRole('button', { name: /^Sign in and continue/ });
    // A wrong one is refused as well: said in place, and nowhere that it went on.
    await key.fill('a-key-of-somewhere-else');
    await send.click();
    await page
      .getByRole('heading', { name: 'New sign-in also refused by Practice provider' })
      .waitFor();
    expect(await page.getByText(/^Signed in/).count()).toBe(0);
    await key.fill('practice-new-key');
    await send.click();
    const going = await helper(refused, 'running');
    expect(going.pid).toBe(parked.pid);
    await helper(refused, 'completed');
    await helper(good, 'completed');
    const after = await practised();
    expect(after.gateway.connId).toBe(before.gateway.connId);
    expect(after.gateway.reconnects).toBe(0);
  });

  it('keeps a helper that is taken out of the list in the history, and deletes it there when asked', async () => {
    const [first] = (await practised()).helpers;
    await app.json(['remove', '--practice', first?.id ?? '']);
    const page = await app.page();
    await page.getByRole('button', { name: 'History', exact: true }).click();
    const rows = page.getByRole('list', { name: 'Helpers of the history' }).getByRole('button');
    await rows.first().click();
    await page.getByRole('region', { name: 'Prompt' }).waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('button', { name: 'Delete from the history' }).click();
    await page.getByRole('heading', { name: 'The history is empty' }).waitFor();
    expect(await app.json(['history', '--practice'])).toMatchObject({ total: 0 });
  });

  it('leaves nothing behind in the real panel', async () => {
    await app.json(['practice', 'stop']);
    const real = (await app.json(['status'])) as Seen;
    expect(real.app.practice).toBe(false);
    expect(real.helpers).toEqual([]);
    expect((await app.cli(['status', '--practice'])).code).toBe(3);
  });
});
