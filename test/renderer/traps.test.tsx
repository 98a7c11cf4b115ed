import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { HelperView } from '../../shared/state.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { pageTitle, toasts } from './support/reads.ts';
import { renderPanel, type Shown } from './support/render-panel.tsx';

const focusedName = (): string => {
  const { activeElement: at } = document;
  return at === document.body
    ? 'nothing'
    : (at?.getAttribute('aria-label') ?? at?.textContent ?? '');
};

const isOn = (element: () => HTMLElement) =>
  waitFor(() => expect(document.activeElement).toBe(element()));

let version = 99;

/** The one helper of a fixture as it is after that. */
const becomes = ({ change }: Shown, from: string, part: Partial<HelperView>) => {
  const { helpers } = fixture(from).panel;
  version += 1;
  change({ helpers: helpers.map((helper) => ({ ...helper, ...part, version })) });
};

describe('the prompt of New helper', () => {
  it('has the focus when nothing had it, whatever the look before finds', async () => {
    for (const name of ['helpers', 'helper-waiting-for-sign-in', 'look-ready', 'codex-missing']) {
      const { bridge } = await renderPanel(fixture(name));
      (document.activeElement as HTMLElement | null)?.blur();
      bridge.navigate({ view: 'spawn', templateId: null });
      const prompt = await screen.findByRole('textbox', { name: 'Prompt' });
      await isOn(() => prompt);
    }
  });
});

describe('the focus', () => {
  it('stays in a dialog though Tab comes again before its end has handed it on', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    bridge.navigate({ view: 'spawn', templateId: null });
    await isOn(() => screen.getByRole('textbox', { name: 'Prompt' }));
    const frames: FrameRequestCallback[] = [];
    const asked = vi
      .spyOn(window, 'requestAnimationFrame')
      .mockImplementation((frame) => frames.push(frame));
    try {
      const isOnGuard = () =>
        document.activeElement?.hasAttribute('data-base-ui-focus-guard') === true;
      for (let steps = 0; steps < 40 && !isOnGuard(); steps += 1) await user.tab();
      expect(isOnGuard()).toBe(true);
      await user.tab();
      await user.tab();
      expect(isOnGuard()).toBe(true);
      for (const frame of frames.splice(0)) frame(0);
      expect(focusedName()).toBe('Close');
    } finally {
      asked.mockRestore();
    }
  });

  it('goes to what follows Stop, and to nothing that ends or deletes', async () => {
    const shown = await renderPanel(fixture('helper-running'));
    await shown.user.click(screen.getByRole('button', { name: 'Stop helper' }));
    becomes(shown, 'helper-running', { state: { phase: 'stopping' } });
    await isOn(() => screen.getByRole('button', { name: 'More actions' }));
    becomes(shown, 'helper-running', { state: { phase: 'cancelled' } });
    await screen.findByRole('button', { name: 'Start again' });
    expect(focusedName()).toBe('More actions');
  });

  it('goes to what follows Start again', async () => {
    const shown = await renderPanel(fixture('helper-cancelled'));
    screen.getByRole('button', { name: 'Start again' }).focus();
    becomes(shown, 'helper-cancelled', { state: { phase: 'queued', position: 1 } as never });
    await isOn(() => screen.getByRole('button', { name: 'More actions' }));
  });

  it('goes to the title when the whole card has gone', async () => {
    const shown = await renderPanel(fixture('helper-waiting-for-sign-in'));
    screen.getByRole('button', { name: 'Copy raw error' }).focus();
    becomes(shown, 'helper-waiting-for-sign-in', { state: { phase: 'running' } as never });
    await isOn(() => screen.getByRole('heading', { level: 1 }));
  });
});

describe('a second press of Stop', () => {
  it('does nothing to what stands in its place, and Dismiss is not there', async () => {
    const shown = await renderPanel(fixture('helper-running'));
    await shown.user.click(screen.getByRole('button', { name: 'Stop helper' }));
    becomes(shown, 'helper-running', { state: { phase: 'cancelled' } });
    const again = screen.getByRole('button', { name: 'Start again' });
    expect(again.getAttribute('aria-disabled')).toBe('true');
    await shown.user.click(again);
    expect(screen.queryByRole('button', { name: 'Dismiss' })).toBeNull();
    await waitFor(() => expect(again.getAttribute('aria-disabled')).toBeNull());
    await shown.user.click(again);
    expect(
      shown.bridge.sent.map(({ name }) => name).filter((name) => /stop|retry/.test(name)),
    ).toEqual(['helpers.stop', 'helpers.retry']);
  });
});

describe('a dismissal', () => {
  it('can be undone, and the helper is shown again', async () => {
    const { bridge, user, change } = await renderPanel(fixture('helper-cancelled'));
    const [helper] = fixture('helper-cancelled').panel.helpers;
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Dismiss' }));
    change({ helpers: [] });
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(sentTo(bridge, 'helpers.restore')).toEqual([{ id: helper?.id }]);
    change({ helpers: helper === undefined ? [] : [helper] });
    await waitFor(() => expect(pageTitle()).toBe(helper?.name));
    await waitFor(() => expect(toasts()).toEqual([]));
  });
});

describe('what was typed', () => {
  it('is there again after Esc, Cancel and a press beside, until it is sent', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    const prompt = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt' });
    await user.keyboard('{Control>}n{/Control}');
    await user.type(await prompt(), 'Review it');
    await user.type(screen.getByRole('textbox', { name: 'Folder' }), '/sub');
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}n{/Control}');
    expect((await prompt()).value).toBe('Review it');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    bridge.navigate({ view: 'spawn', templateId: 'fix-tests' });
    expect((await prompt()).value).toBe('Review it');
    expect(screen.getByRole('combobox', { name: 'Template' }).textContent).toContain('Fix tests');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.spawn')).toMatchObject([
        { templateId: 'fix-tests', prompt: 'Review it' },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'New helper' })).toBeNull());
    await user.keyboard('{Control>}n{/Control}');
    expect((await prompt()).value).toBe('');
  });

  it('is kept for each dialog, and a secret is not', async () => {
    const { user, view } = await renderPanel(fixture('credentials'));
    const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name);
    view.getState().show({ kind: 'add-credential' });
    await user.click(await screen.findByRole('radio', { name: 'API key' }));
    await user.type(await field('Name'), 'Work');
    await user.type(
      await screen.findByLabelText('API key', { selector: '[type=password]' }),
      'sk-1',
    );
    await user.keyboard('{Escape}');
    view.getState().show({ kind: 'template', templateId: null });
    expect((await field('Name')).value).toBe('');
    await user.keyboard('{Escape}');
    view.getState().show({ kind: 'add-credential' });
    expect((await field('Name')).value).toBe('Work');
    expect(
      (await screen.findByLabelText<HTMLInputElement>('API key', { selector: '[type=password]' }))
        .value,
    ).toBe('');
  });
});

describe('a table', () => {
  it('opens a row wherever it is pressed', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    const [cell] = screen.getAllByText('isolated');
    const name = cell?.closest('tr')?.querySelector('button')?.textContent;
    await user.click(cell?.closest('td') ?? document.body);
    await waitFor(() => expect(pageTitle()).toBe(name));
  });

  it('shows those that a count in the header counts, and all again', async () => {
    const { user } = await renderPanel(fixture('helpers-of-each-state'));
    const rows = () => screen.getAllByRole('row').length - 1;
    await user.keyboard('{Control>}4{/Control}');
    const all = rows();
    const counts = screen.getByRole('list', { name: 'Helpers by state' });
    for (const button of within(counts).getAllByRole('button')) {
      await user.click(button);
      expect(rows()).toBe(Number.parseInt(button.textContent, 10));
    }
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(rows()).toBe(all);
  });
});

describe('the palette', () => {
  it.each([
    ['dark', 'Theme: Dark', 'settings.set', { key: 'theme', value: 'dark' }],
    ['stop api', 'Stop helper api-review', 'helpers.stop', { id: 'h-review' }],
  ] as const)('finds “%s” as %s, and does it', async (typed, name, command, input) => {
    const from = fixture('helper-running');
    const helpers = from.panel.helpers.map((one, at) =>
      at === 0 ? { ...one, id: 'h-review', name: 'api-review' } : one,
    );
    const { bridge, user } = await renderPanel({ ...from, panel: { ...from.panel, helpers } });
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), typed);
    const [first] = screen.getAllByRole('option', { name });
    await user.click(first ?? document.body);
    expect(sentTo(bridge, command)).toEqual([input]);
  });

  it('finds what removes by “remove” and by “delete”', async () => {
    const { user } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByRole('combobox');
    for (const word of ['remove', 'delete']) {
      await user.clear(field);
      await user.type(field, `${word} `);
      expect(screen.getByRole('option', { name: 'Dismiss api-review…' })).toBeTruthy();
      expect(screen.getAllByRole('option', { name: /^Remove template/ })).not.toEqual([]);
    }
  });
});

describe('Enter', () => {
  it('sends a dialog of one line', async () => {
    const { bridge, user, view } = await renderPanel(fixture('gateway-connected'));
    view.getState().show({ kind: 'connect' });
    await user.type(await screen.findByRole('textbox', { name: 'Address' }), 'ws://nas:18789');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(sentTo(bridge, 'gateway.configure')).toHaveLength(1));
  });

  it('does not start a helper from the line for its folder', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await user.keyboard('{Control>}n{/Control}');
    await user.type(await screen.findByRole('textbox', { name: 'Prompt' }), 'go');
    await user.type(screen.getByRole('textbox', { name: 'Folder' }), '{Enter}');
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([]);
  });
});
