import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SignInView } from '../../shared/credential.ts';
import { failure } from '../../shared/failure.ts';
import { fixture } from '../fakes/fixture.ts';
import { refusedAccount } from '../fakes/panel-accounts.ts';
import type { PanelFixture } from '../fakes/panel-fixture.ts';
import { workKey } from '../fakes/panel-parts.ts';
import { signingIn, signIns } from '../fakes/panel-sign-ins.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel, type Shown } from './support/render-panel.tsx';

const told = ({ change }: Shown, signIn: SignInView | null, version: number): void =>
  change({ credentials: [{ ...refusedAccount(signIn), version }, workKey] });

const inList = (name: string): HTMLElement =>
  within(screen.getByRole('navigation', { name: 'What exists' })).getByRole('button', { name });

const opener = (): HTMLElement =>
  screen.getByRole('button', { name: 'Sign in and continue (3): ChatGPT' });

const hasFocus = (element: () => HTMLElement) =>
  waitFor(() => expect(document.activeElement).toBe(element()));

const runFromPalette = async ({ user }: Shown, words: string): Promise<void> => {
  await user.keyboard('{Control>}k{/Control}');
  const input = await screen.findByRole('combobox', { name: 'Search or command' });
  await waitFor(() => expect(document.activeElement).toBe(input));
  await user.keyboard(`${words}{Enter}`);
  await waitFor(() =>
    expect(screen.queryByRole('dialog', { name: 'Search or command' })).toBeNull(),
  );
};

const at = (place: PanelFixture['place']): PanelFixture => ({ ...signingIn(null), place });

describe('a sign-in that is asked for in the palette', () => {
  it.each([
    ['before it answers', true],
    ['after it answered', false],
  ])('takes the focus when main tells of it %s, and Esc gives it back', async (_when, early) => {
    const shown = await renderPanel(at({ view: 'helper', id: 'h-1' }));
    const before = inList('docs-bot');
    before.focus();
    shown.bridge.answer('credentials.sign-in', () => {
      if (early) told(shown, signIns.starting, 2);
      return { ok: true, value: null };
    });
    await runFromPalette(shown, 'sign in and');
    expect(sentTo(shown.bridge, 'credentials.sign-in')).toEqual([
      { id: 'openai', flow: 'browser' },
    ]);
    if (!early) told(shown, signIns.starting, 2);
    await hasFocus(() => screen.getByRole('group', { name: 'Signing in to OpenAI' }));
    told(shown, signIns.browser, 3);
    await shown.user.keyboard('{Escape}');
    expect(screen.queryByRole('group')).toBeNull();
    await hasFocus(() => before);
    expect(sentTo(shown.bridge, 'credentials.sign-in-cancel')).toEqual([{ id: 'openai' }]);
  });

  it('leaves the focus on the button of its row where what had it is gone', async () => {
    const shown = await renderPanel(at({ view: 'helper', id: 'h-1' }));
    screen.getByRole('button', { name: 'Stop helper' }).focus();
    await runFromPalette(shown, 'sign in and');
    told(shown, signIns.browser, 2);
    await hasFocus(() => screen.getByRole('group'));
    await shown.user.click(screen.getByRole('button', { name: 'Cancel' }));
    await hasFocus(opener);
    expect(screen.queryByRole('group')).toBeNull();
    expect(sentTo(shown.bridge, 'credentials.sign-in-cancel')).toEqual([{ id: 'openai' }]);
  });

  it('takes the focus once more when it is asked for once more', async () => {
    const shown = await renderPanel(at({ view: 'helper', id: 'h-1' }));
    await runFromPalette(shown, 'sign in and');
    told(shown, signIns.browser, 2);
    await hasFocus(() => screen.getByRole('group'));
    inList('docs-bot').focus();
    await runFromPalette(shown, 'sign in and');
    await hasFocus(() => screen.getByRole('group'));
    expect(screen.getAllByRole('group')).toEqual([document.activeElement]);
    expect(sentTo(shown.bridge, 'credentials.sign-in')).toHaveLength(2);
  });

  it('leaves the focus where it was when main would not begin', async () => {
    const shown = await renderPanel(at({ view: 'credentials' }));
    opener().focus();
    shown.bridge.answer('credentials.sign-in', {
      ok: false,
      failure: failure({ kind: 'not-found', command: 'codex' }),
    });
    await runFromPalette(shown, 'sign in and');
    await hasFocus(opener);
    await waitFor(() => expect(toasts()).toEqual(['fail: codex was not found.']));
    expect(document.activeElement).toBe(opener());
  });

  it('has the field for a key in focus where a key is needed, and Esc gives it back', async () => {
    const shown = await renderPanel(fixture('helper-waiting-for-sign-in'));
    const before = inList('docs-bot');
    before.focus();
    await runFromPalette(shown, 'sign in and');
    await hasFocus(() => screen.getByLabelText('Key for OpenAI'));
    await shown.user.keyboard('{Escape}');
    await hasFocus(() => before);
    expect(screen.queryByLabelText('Key for OpenAI')).toBeNull();
    expect(sentTo(shown.bridge, 'credentials.set')).toEqual([]);
  });
});

describe('a sign-in that a notice asks for', () => {
  it('takes the focus, and gives it back when it is done', async () => {
    const shown = await renderPanel(at({ view: 'helpers' }));
    const before = inList('docs-bot');
    before.focus();
    shown.bridge.navigate({ view: 'credentials', open: 'openai' });
    told(shown, signIns.browser, 2);
    await hasFocus(() => screen.getByRole('group'));
    told(shown, signIns.done, 3);
    await hasFocus(() => before);
    expect(screen.queryByRole('group')).toBeNull();
  });

  it('is not taken for the next one, which somebody else begins', async () => {
    const shown = await renderPanel(at({ view: 'helpers' }));
    shown.bridge.navigate({ view: 'credentials', open: 'openai' });
    told(shown, signIns.browser, 2);
    await hasFocus(() => screen.getByRole('group'));
    told(shown, null, 3);
    inList('docs-bot').focus();
    told(shown, signIns.device, 4);
    expect(within(screen.getByRole('group')).getByText('WDKQ-7M4TX').tagName).toBe('CODE');
    expect(document.activeElement).toBe(inList('docs-bot'));
    expect(sentTo(shown.bridge, 'credentials.sign-in-copy')).toEqual([]);
  });
});
