import { act, screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { aboutApp, licences } from '../fakes/panel-about.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const fromPalette = async (user: UserEvent, name: string): Promise<HTMLElement> => {
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox', { name: 'Search or command' }), name);
  await user.keyboard('{Enter}');
  return screen.findByRole('dialog', { name });
};

const button = (name: string): Promise<HTMLElement> => screen.findByRole('button', { name });

describe('About Bulkhead', () => {
  it('shows what runs, by the menu of the application too', async () => {
    const { bridge } = await renderPanel(fixture('stand-in'));
    act(() => bridge.navigate({ view: 'about' }));
    const dialog = await screen.findByRole('dialog', { name: 'About Bulkhead' });
    await within(dialog).findByText('33.2.1, a stand-in');
    for (const text of [aboutApp.chromium, aboutApp.node, aboutApp.logs, aboutApp.home]) {
      expect(within(dialog).getByText(text)).toBeDefined();
    }
    expect(within(dialog).getByText('GNOME, Wayland')).toBeDefined();
  });

  it('follows the state while it is open', async () => {
    const from = fixture('gateway-connected');
    const { user, change } = await renderPanel(from);
    await fromPalette(user, 'About Bulkhead');
    await button('Open log folder');
    change({ app: { ...from.panel.app, codex: { phase: 'looking' } } });
    expect(await screen.findByText('Looked for now')).toBeDefined();
  });

  it('copies a line for each, and says so', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await fromPalette(user, 'About Bulkhead');
    await user.click(await button('Copy for a report'));
    const [copied] = sentTo(bridge, 'app.copy') as readonly { readonly text: string }[];
    expect(copied?.text.split('\n')).toHaveLength(11);
    expect(copied?.text).toContain(`Logs: ${aboutApp.logs}\n`);
    await waitFor(() => expect(toasts()).toEqual(['ok: Copied what runs.']));
  });

  it('opens folders by name alone, and says when one was not opened', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await fromPalette(user, 'About Bulkhead');
    await user.click(await button('Open log folder'));
    await user.click(await button('Open Bulkhead’s folder'));
    expect(sentTo(bridge, 'app.open')).toEqual([{ what: 'logs' }, { what: 'home' }]);
    const why = failure({ kind: 'not-opened', what: 'the log folder' }, 'Failed to open path');
    bridge.answer('app.open', failed(why));
    await user.click(await button('Open log folder'));
    await waitFor(() => expect(toasts()).toEqual(['fail: Could not be opened: the log folder.']));
  });

  it('says why nothing is known', async () => {
    const { user } = await renderPanel(fixture('helpers'), (main) => {
      main.answer('app.about', failed(failure({ kind: 'unexpected' }, 'no answer')));
    });
    const dialog = await fromPalette(user, 'About Bulkhead');
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Unknown failure.');
    expect(within(dialog).queryByRole('button', { name: 'Open log folder' })).toBeNull();
  });

  it('gives the focus back when it is closed', async () => {
    const { user } = await renderPanel(fixture('helper-running'));
    const before = screen.getByRole('button', { name: 'Stop helper' });
    before.focus();
    await fromPalette(user, 'About Bulkhead');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(before);
  });
});

describe('Licences', () => {
  it('is reached from About, and leads back', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    await fromPalette(user, 'About Bulkhead');
    await user.click(await button('Licences…'));
    await screen.findByRole('dialog', { name: 'Licences' });
    await user.click(await button('About Bulkhead'));
    await screen.findByRole('dialog', { name: 'About Bulkhead' });
  });

  it('lists each, finds by name, version and licence, and says how many', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    const dialog = await fromPalette(user, 'Licences');
    const list = await within(dialog).findByRole('list', { name: 'Licences of what is bundled' });
    const rows = () => within(list).queryAllByRole('button');
    expect(rows()).toHaveLength(licences.length);
    expect(rows()[0]?.textContent).toBe('Bulkhead 0.1.0 MIT');
    const field = within(dialog).getByRole('textbox', { name: 'Filter licences' });
    await user.type(field, 'ofl');
    expect(rows().map(({ textContent }) => textContent)).toEqual([
      '@fontsource-variable/inter 5.3.0 OFL-1.1',
    ]);
    expect(within(dialog).getByText(`1 of ${licences.length} licences`)).toBeDefined();
    await user.type(field, ' nothing');
    expect(rows()).toEqual([]);
    expect(within(dialog).getByText(`0 of ${licences.length} licences`)).toBeDefined();
  });

  it('shows the text of one, by keys, or that it carries none', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    const dialog = await fromPalette(user, 'Licences');
    const first = await within(dialog).findByRole('button', { name: 'Bulkhead 0.1.0 MIT' });
    first.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    const text = await within(dialog).findByRole('region', { name: 'Licence of Electron' });
    expect(text.textContent).toContain('Electron contributors');
    await user.click(within(dialog).getByRole('button', { name: 'long 4.0.0 Apache-2.0' }));
    expect(within(dialog).getByText('It carries no text of its licence.')).toBeDefined();
    await user.click(within(dialog).getByRole('button', { name: 'long 4.0.0 Apache-2.0' }));
    expect(within(dialog).queryByRole('region')).toBeNull();
  });

  it('opens those of Chromium, and says why a list cannot be read', async () => {
    const why = failure({ kind: 'unreadable', what: 'the list of licences' }, '', 'ENOENT');
    const { bridge, user } = await renderPanel(fixture('helpers'), (main) => {
      main.answer('app.licences', failed(why));
    });
    const dialog = await fromPalette(user, 'Licences');
    expect((await within(dialog).findByRole('alert')).textContent).toBe(
      'Could not be read: the list of licences.',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Open Chromium’s licences' }));
    expect(sentTo(bridge, 'app.open')).toEqual([{ what: 'licences' }]);
  });
});
