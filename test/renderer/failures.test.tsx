import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../shared/describe-failure.ts';
import { NOW } from '../fakes/panel-moment.ts';
import { panelStates } from '../fakes/panel-states.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { pageTitle, toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const failed = Object.keys(panelStates).filter((name) => {
  const { place, panel } = fixture(name);
  const helper = panel.helpers.find(({ id }) => place.view === 'helper' && place.id === id);
  return helper?.state.phase === 'failed';
});

describe('the failure card', () => {
  it.each(failed)('says cause, effect and one action for %s, and starts it again', async (name) => {
    const { panel, place } = fixture(name);
    const { bridge, user } = await renderPanel(fixture(name));
    const helper = panel.helpers.find(({ id }) => place.view === 'helper' && place.id === id);
    if (helper?.state.phase !== 'failed') throw new Error('The fixture has no failure.');
    const words = describeFailure(helper.state.failure, {
      subject: 'helper',
      blastRadius: helper.blastRadius,
      ended: true,
      now: NOW,
    });
    const card = screen.getByRole('region', { name: words.cause });
    const heading = within(card).getByRole('heading', { level: 2 });
    expect(heading.textContent).toBe(words.cause);
    expect(heading.nextElementSibling?.textContent).toBe(words.effect);
    const buttons = within(card).queryAllByRole('button', { name: words.action?.label ?? '' });
    expect(buttons).toHaveLength(words.action === null ? 0 : 1);
    await user.click(screen.getByRole('button', { name: 'Start again' }));
    expect(sentTo(bridge, 'helpers.retry')).toEqual([{ id: helper.id }]);
  });

  it('takes a new key where the old one was refused, and forgets it', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    const field = screen.getByLabelText<HTMLInputElement>('Key for OpenAI');
    expect(field.type).toBe('password');
    await user.type(field, 'sk-new{Enter}');
    await waitFor(() =>
      expect(sentTo(bridge, 'credentials.set')).toEqual([{ id: 'openai', secret: 'sk-new' }]),
    );
    await waitFor(() => expect(field.value).toBe(''));
    await waitFor(() => expect(toasts()).toEqual(['ok: Key for OpenAI saved.']));
    expect(document.body.innerHTML).not.toContain('sk-new');
  });

  it('counts on its button the helpers that will go on', async () => {
    await renderPanel(fixture('helper-waiting-for-sign-in'));
    const card = screen.getByRole('region', { name: 'Sign-in refused by OpenAI' });
    const save = within(card).getByLabelText('Key for OpenAI').closest('form');
    expect(save?.querySelector('button[type=submit]')?.textContent).toBe(
      'Sign in and continue (3)',
    );
  });

  it('says how often the prompt went where it was tried again', async () => {
    const { change } = await renderPanel(fixture('helper-unreachable'));
    const { helpers } = fixture('helper-unreachable').panel;
    const sent = (promptsSent: number) => {
      change({
        helpers: helpers.map((one) => ({ ...one, version: 2 + promptsSent, promptsSent })),
      });
      const term = within(screen.getByRole('complementary', { name: 'Facts' })).getByText(
        'Prompt sent',
      );
      return term.nextElementSibling?.textContent;
    };
    expect([0, 1, 3].map(sent)).toEqual(['not yet', 'once', '3 times']);
  });

  it('opens the blast radius by itself, and says so when something moved', async () => {
    await renderPanel(fixture('helper-others-moved'));
    const fold = screen.getByRole('button', { name: /^Blast radius/ });
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    const verdicts = screen.getAllByText(/^(Same|Changed)$/);
    expect(verdicts.map(({ textContent }) => textContent)).toEqual([
      'Same',
      'Same',
      'Same',
      'Changed',
    ]);
    expect(screen.getByText('Changed').closest('tr')?.textContent).toBe(
      'Other helpers2, of which 2 alive2, of which 1 alive (1 died)Changed',
    );
    const said = screen.getAllByText(/docs-bot ended too/);
    expect(said.map(({ textContent }) => textContent)).toEqual([
      'This helper stopped. The process of helper docs-bot ended too. Session, gateway and 1 other helper unaffected.',
      'Checked: the process of helper docs-bot ended too',
    ]);
  });

  it('copies the raw error through main and reports it', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    await user.click(screen.getByRole('button', { name: 'Copy raw error' }));
    expect(JSON.stringify(sentTo(bridge, 'app.copy'))).toContain('Invalid bearer token');
    await waitFor(() => expect(toasts()).toEqual(['ok: Copied the raw error.']));
  });

  it('asks before it dismisses a helper whose prompt is kept nowhere else', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Dismiss…' }));
    const cancel = await screen.findByRole('button', { name: 'Cancel' });
    await waitFor(() => expect(document.activeElement).toBe(cancel));
    await user.keyboard('{Control>}n{/Control}{Control>}1{/Control}');
    expect(screen.queryByRole('dialog', { name: 'New helper' })).toBeNull();
    expect(screen.queryByRole('heading', { level: 1, name: 'Gateway', hidden: true })).toBeNull();
    expect(sentTo(bridge, 'helpers.remove')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Dismiss helper' }));
    expect(sentTo(bridge, 'helpers.remove')).toEqual([{ id: 'h-refused' }]);
  });

  it('asks no more about a helper that went on meanwhile, and gives the keys back', async () => {
    const { change, user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Dismiss…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Dismiss api-review?' });
    expect(question.textContent).toBe(
      'Dismiss api-review?It waits for a sign-in. It will not go on; its prompt stays in the history.CancelDismiss helper',
    );
    change({ helpers: fixture('helper-running').panel.helpers });
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await user.keyboard('{Control>}1{/Control}');
    expect(pageTitle()).toBe('Gateway');
  });
});
