import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { everyShortcut } from '../../shared/shortcuts.ts';
import { fixture } from '../fakes/fixture.ts';
import { renderPanel } from './support/render-panel.tsx';

const sheet = () => screen.findByRole('dialog', { name: 'Keyboard shortcuts' });

describe('the sheet of shortcuts', () => {
  it('opens on ?, has every one of them, and Esc gives the focus back', async () => {
    const { user } = await renderPanel(fixture('helper-running'));
    const before = screen.getByRole('button', { name: 'Stop helper' });
    before.focus();
    await user.keyboard('?');
    const shown = within(await sheet())
      .getAllByRole('term')
      .map(({ textContent }) => textContent);
    expect(shown).toEqual(everyShortcut.map(({ does }) => does));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(before);
  });

  it('does not open where a question mark is typed', async () => {
    const { user } = await renderPanel(fixture('sessions'));
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Filter sessions' });
    await user.type(field, 'who?');
    expect(field.value).toBe('who?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is opened by the application menu', async () => {
    const { bridge } = await renderPanel(fixture('helpers'));
    act(() => bridge.navigate({ view: 'shortcuts' }));
    await sheet();
  });

  it('reads the keys as text', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    await user.keyboard('?');
    const row = within(await sheet()).getByText('Ask: choose a template').parentElement;
    expect(row?.textContent).toBe('Ask: choose a templateAlt 1 to Alt 9');
  });
});

it('a key that goes to a place goes past the page of the first run', async () => {
  const { user } = await renderPanel(fixture('first-run'));
  await user.keyboard('{Control>},{/Control}');
  expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeDefined();
});
