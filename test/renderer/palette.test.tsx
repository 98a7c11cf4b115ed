import { screen, waitFor } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { settingNames } from '../../renderer/settings/setting-names.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

const type = async (user: UserEvent, words: string): Promise<void> => {
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox', { name: 'Search or command' }), words);
};

describe('the palette', () => {
  it('shows what cannot be done with its reason, and does nothing for Enter or a click', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-connected'));
    await type(user, 'retry the gateway now');
    const option = screen.getByRole('option', { name: 'Retry the gateway now' });
    expect(option.getAttribute('aria-disabled')).toBe('true');
    expect(option.getAttribute('aria-description')).toBe('It is connected');
    expect(option.textContent).toContain('It is connected');
    await user.keyboard('{Enter}');
    await user.click(option);
    expect(sentTo(bridge, 'gateway.retry')).toEqual([]);
    expect(screen.getByRole('dialog', { name: 'Search or command' })).toBeDefined();
  });

  it('copies all that a helper said, in as many pieces as it takes', async () => {
    const said = 'x'.repeat(600_000);
    const from = fixture('helper-running');
    const helper = from.panel.helpers[0];
    if (helper === undefined) throw new Error('There is no helper.');
    const helpers = [{ ...helper, outputLength: said.length }];
    const { bridge, user } = await renderPanel({
      ...from,
      panel: { ...from.panel, helpers },
      output: { [helper.id]: said },
      place: { view: 'helpers' },
    });
    await type(user, `copy output ${helper.name}`);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sentTo(bridge, 'app.copy')).toEqual([{ text: said }]));
  });

  it('dismisses a helper that ended, and offers to undo it', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-completed'));
    await type(user, 'delete deps');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sentTo(bridge, 'helpers.remove')).toEqual([{ id: 'h-4' }]));
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeDefined();
  });

  it('knows every setting there is, and no other', async () => {
    await renderPanel(fixture('settings'));
    const rows = Array.from(document.querySelectorAll<HTMLElement>('[data-setting]'));
    expect(rows.map(({ dataset }) => dataset.setting).toSorted()).toEqual(
      [...settingNames.map(({ title }) => title), 'Templates'].toSorted(),
    );
  });

  it.each(settingNames.map(({ title }) => title))('goes to the setting %s', async (title) => {
    const { user } = await renderPanel(fixture('helpers'));
    await type(user, `settings: ${title}`);
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(document.activeElement?.closest<HTMLElement>('[data-setting]')?.dataset.setting).toBe(
        title,
      ),
    );
  });
});
