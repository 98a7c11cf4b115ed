import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeMishap, describeMishapAgain } from '../../shared/describe-mishap.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { pageTitle, rowText, toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

afterEach(() => {
  vi.useRealTimers();
});

describe('the header', () => {
  it('counts down by itself and never announces the count', async () => {
    const { pass } = await renderPanel(fixture('gateway-waiting'));
    const header = screen.getByRole('banner');
    expect(header.textContent).toContain('Trying again in 8 s.');
    pass(3_000);
    expect(header.textContent).toContain('Trying again in 5 s.');
    const live = Array.from(document.querySelectorAll('[aria-live]'));
    expect(live.map(({ textContent }) => textContent).join(' ')).not.toContain('Trying again');
    expect(live.map(({ textContent }) => textContent)).toContain('Gateway not reachable');
  });

  it('never counts more than the whole, whenever within a second it is told', async () => {
    const { clock, change } = await renderPanel(fixture('gateway-waiting'));
    const { gateway } = fixture('gateway-waiting').panel;
    if (gateway.state.phase !== 'waiting') throw new Error('The link does not wait.');
    clock.leap(900);
    change({ gateway: { ...gateway, state: { ...gateway.state, retryAt: clock.now() + 15_000 } } });
    expect(screen.getByRole('banner').textContent).toContain('Trying again in 15 s.');
  });

  it('rests while the window is hidden and is right again when it is shown', async () => {
    const { pass } = await renderPanel(fixture('gateway-waiting'));
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    pass(4_000);
    expect(screen.getByRole('banner').textContent).toContain('Trying again in 8 s.');
    hidden.mockReturnValue(false);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(screen.getByRole('banner').textContent).toContain('Trying again in 4 s.');
    hidden.mockRestore();
  });

  it('tries at once when asked to', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-waiting'));
    await user.click(screen.getByRole('button', { name: 'Retry now' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
  });

  it('announces a blocked link at once and a new failure politely', async () => {
    const { change } = await renderPanel(fixture('helper-running'));
    change({ gateway: fixture('gateway-pairing').panel.gateway });
    const assertive = document.querySelector('[aria-live="assertive"]');
    expect(assertive?.textContent).toContain('this device is not paired');
    const { helpers } = fixture('helper-provider-error').panel;
    change({ helpers });
    const polite = Array.from(document.querySelectorAll('[aria-live="polite"]'));
    expect(polite.map(({ textContent }) => textContent).join(' ')).toContain(
      'api-review: OpenAI answered with an error (500).',
    );
  });
});

describe('the sessions', () => {
  const sideRow = () => within(screen.getByRole('navigation', { name: 'What exists' }));

  it('are not said to be none before the page was told which there are', async () => {
    await renderPanel(fixture('sessions-none'), (main) => {
      main.answer('sessions.list', failed(failure({ kind: 'unexpected' })));
    });
    const title = screen.getByRole('heading', { level: 2 });
    expect(title.textContent).toBe('Sessions have not been read yet');
    expect(title.nextElementSibling?.textContent).toBe('They appear here by themselves.');
    expect(screen.queryByText('No sessions yet')).toBeNull();
    expect(rowText(sideRow().getByRole('button', { name: 'Being read' }))).toBe('Being read');
  });

  it('stay as they are while only a right that they do not need is missing', async () => {
    const { change } = await renderPanel(fixture('sessions'));
    change({ gateway: fixture('gateway-missing-scope').panel.gateway });
    expect(rowText(sideRow().getByRole('button', { name: '9 others' }))).toBe('9 othersidle');
    expect(screen.queryByText(/^State at/)).toBeNull();
  });
});

describe('the keyboard', () => {
  it('goes to the four groups with Ctrl 1 to 4, and to the settings with Ctrl comma', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    for (const [key, title] of [
      ['1', 'Gateway'],
      ['2', 'Sessions'],
      ['3', 'Credentials'],
      ['4', 'Helpers'],
      [',', 'Settings'],
    ] as const) {
      await user.keyboard(`{Control>}${key}{/Control}`);
      expect(pageTitle()).toBe(title);
    }
  });

  it('filters a table with Ctrl F', async () => {
    const { user } = await renderPanel(fixture('sessions'));
    await user.keyboard('{Control>}f{/Control}');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Filter sessions' }));
    await user.keyboard('slack');
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });

  it('runs a command from the palette', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-waiting'));
    await user.keyboard('{Control>}k{/Control}');
    const input = await screen.findByRole('combobox', { name: 'Search or command' });
    await waitFor(() => expect(document.activeElement).toBe(input));
    await user.keyboard('retry the gate{Enter}');
    await waitFor(() => expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('finds the helper that waits for the person first', async () => {
    const { user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    await user.keyboard('{Control>}k{/Control}');
    const [first] = await screen.findAllByRole('option');
    expect(first).toBe(screen.getByRole('option', { name: 'Sign in and continue (3): OpenAI' }));
    await user.keyboard('{Enter}');
    const field = await screen.findByLabelText<HTMLInputElement>('Key for OpenAI');
    expect({ type: field.type, value: field.value }).toEqual({ type: 'password', value: '' });
    expect(pageTitle()).toBe('Credentials');
  });

  it('opens more actions with Shift F10', async () => {
    const { user } = await renderPanel(fixture('helper-running'));
    await user.keyboard('{Shift>}{F10}{/Shift}');
    const entries = await screen.findAllByRole('menuitem');
    expect(entries.map(({ textContent }) => textContent)).toEqual([
      'Copy prompt',
      'Copy output',
      'New helper from this template…',
    ]);
  });

  it('opens and closes a fold with Right and Left', async () => {
    const { user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    const fold = screen.getByRole('button', { name: /^Raw error/ });
    fold.focus();
    await user.keyboard('{ArrowRight}');
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{ArrowLeft}');
    expect(fold.getAttribute('aria-expanded')).toBe('false');
  });
});

describe('what a person is told', () => {
  it('a refused command is said, with its cause', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-running'));
    bridge.answer('helpers.stop', {
      ok: false,
      failure: failure({ kind: 'unknown-id', what: 'helper h-1' }),
    });
    await user.click(screen.getByRole('button', { name: 'Stop helper' }));
    await waitFor(() => expect(toasts()).toEqual(['fail: There is no helper h-1.']));
  });

  it('a toast leaves after 6 s', async () => {
    const { user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await user.click(screen.getByRole('button', { name: 'Copy raw error' }));
    await waitFor(() => expect(toasts()).toEqual(['ok: Copied the raw error.']));
    await act(() => vi.advanceTimersByTimeAsync(7_000));
    await waitFor(() => expect(toasts()).toEqual([]));
  });

  it('practice and the stand-in are marked for as long as they last', async () => {
    const { user } = await renderPanel(fixture('stand-in'));
    expect(screen.queryByRole('region', { name: 'Stand-in' })).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 more: Stand-in Electron' }));
    expect(screen.getByRole('region', { name: 'Practice' }).textContent).toBe(
      'Practice. Everything here is scripted: no real account, no network, nothing is charged.Leave practice1 more',
    );
    expect(screen.getByRole('region', { name: 'Stand-in' }).textContent).toBe(
      'Stand-in Electron 33.2.1. For development and tests only: it is out of support. The official one could not be fetched.',
    );
  });

  it('at most one bar stands above the header, the most urgent, and leads to the others', async () => {
    const start = fixture('stand-in');
    const text = 'Words.';
    const { change, user } = await renderPanel(start);
    const bars = () => screen.getAllByRole('region', { name: /^(Practice|Stand-in|Notice: )/ });
    const names = () => bars().map((bar) => bar.getAttribute('aria-label'));
    const told = (practice: boolean) => ({
      ...start.panel.app,
      practice,
      notices: [
        { id: 'a', tone: 'neutral', title: 'Quiet', text },
        { id: 'b', tone: 'attention', title: 'Look', text },
        { ...describeMishap({ what: 'Error: boom', times: 1, report: 'r' }), title: 'Mistake' },
      ] as const,
    });
    change({ app: told(true) });
    expect(names()).toEqual(['Practice']);
    const more = screen.getByRole('button', {
      name: '4 more: Mistake, Look, Stand-in Electron, Quiet',
    });
    expect(more.getAttribute('aria-expanded')).toBe('false');
    more.focus();
    await user.keyboard('{Enter}');
    const all = ['Practice', 'Notice: Mistake', 'Notice: Look', 'Stand-in', 'Notice: Quiet'];
    expect(names()).toEqual(all);
    expect(document.activeElement?.getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{Enter}');
    expect(names()).toEqual(['Practice']);
    change({ app: told(false) });
    expect(names()).toEqual(['Notice: Mistake']);
  });

  it('bars that come after all but one were gone begin as one again', async () => {
    const start = fixture('stand-in');
    const { change, user } = await renderPanel(start);
    await user.click(screen.getByRole('button', { name: /^1 more/ }));
    change({ app: { ...start.panel.app, practice: false } });
    expect(screen.queryByRole('button', { name: /more/ })).toBeNull();
    change({ app: start.panel.app });
    expect(screen.queryByRole('region', { name: 'Stand-in' })).toBeNull();
    expect(screen.getByRole('button', { name: /^1 more/ })).toBeTruthy();
  });

  it('a notice is dismissed through main', async () => {
    const { bridge, user } = await renderPanel(fixture('credentials-memory-only'));
    await user.click(screen.getByRole('button', { name: /^Understood/ }));
    expect(sentTo(bridge, 'notices.dismiss')).toEqual([{ id: 'keyring' }]);
  });

  it('a notice of a mistake offers its report and a restart', async () => {
    const start = fixture('credentials-memory-only');
    const words = { what: 'Error: boom', times: 3, report: 'Bulkhead 1\nError: boom' };
    const { bridge, change, user } = await renderPanel(start);
    change({
      app: { ...start.panel.app, notices: [...start.panel.app.notices, describeMishap(words)] },
    });
    expect(screen.queryByRole('button', { name: 'Restart' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    expect(sentTo(bridge, 'app.copy')).toEqual([{ text: words.report }]);
    change({ app: { ...start.panel.app, notices: [describeMishapAgain(words)] } });
    await user.click(screen.getByRole('button', { name: 'Restart' }));
    expect(sentTo(bridge, 'app.restart')).toEqual([{}]);
  });

  it('a helper that is gone gives way to the list', async () => {
    const { change } = await renderPanel(fixture('helper-running'));
    change({ helpers: [] });
    expect(pageTitle()).toBe('Helpers');
  });
});
