import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AskShortcut } from '../../shared/state.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

const choose = async (
  { user }: Pick<Awaited<ReturnType<typeof renderPanel>>, 'user'>,
  name: string,
  option: string,
): Promise<void> => {
  await user.click(screen.getByRole('combobox', { name }));
  await user.click(await screen.findByRole('option', { name: option }));
};

/** What stands below the name of a setting. */
const about = (title: string): string | null | undefined =>
  document.querySelector(`[data-setting="${title}"] p`)?.textContent;

describe('what closing the window does', () => {
  it('is chosen in the settings', async () => {
    const shown = await renderPanel(fixture('settings'));
    const { bridge } = shown;
    expect(screen.getByRole('combobox', { name: 'When the window is closed' }).textContent).toBe(
      'Ask once',
    );
    await choose(shown, 'When the window is closed', 'Keep running');
    expect(sentTo(bridge, 'settings.set')).toEqual([{ key: 'whenClosed', value: 'keep-running' }]);
  });
});

describe('the shortcut for Ask', () => {
  it('is switched on in the settings', async () => {
    const shown = await renderPanel(fixture('settings'));
    await choose(shown, 'Shortcut for Ask', 'On');
    expect(sentTo(shown.bridge, 'settings.set')).toEqual([{ key: 'askShortcut', value: 'on' }]);
  });

  it.each<[AskShortcut, string]>([
    [{ phase: 'off' }, 'your desktop asks you for the keys, Ctrl Alt Space is proposed'],
    [{ phase: 'asking' }, 'Your desktop is asked for it'],
    [{ phase: 'bound', trigger: 'Super+A' }, 'Your desktop has it: Super+A.'],
    [{ phase: 'bound', trigger: '' }, 'its keyboard settings say the keys'],
    [{ phase: 'refused' }, 'Your desktop refused it. Choose Off, then On to ask again'],
    [{ phase: 'none' }, 'bind the command “bulkhead ask” to a key'],
  ])('says how it stands: %j', async (askShortcut, words) => {
    const { change } = await renderPanel(fixture('settings'));
    const { app } = fixture('settings').panel;
    change({ app: { ...app, askShortcut } });
    expect(about('Shortcut for Ask')).toContain(words);
  });
});
