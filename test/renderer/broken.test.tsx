import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import type { PanelState } from '../../shared/state.ts';
import { fixture } from '../fakes/fixture.ts';
import { pageTitle } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

// What no schema lets through, so that drawing it throws.
const nothing = null as never;

const withTimeline = (timeline: PanelState['helpers'][number]['timeline']): Partial<PanelState> => {
  const { helpers } = fixture('helper-completed').panel;
  return { helpers: helpers.map((helper) => ({ ...helper, version: 2, timeline })) };
};

const rawError = () => screen.getByRole('region', { name: 'Raw error' }).textContent;

describe('a page that cannot be drawn', () => {
  it('says so and takes nothing else with it', async () => {
    const { change, user, loadAgain } = await renderPanel(fixture('helper-completed'));
    const row = screen.getByRole('button', { name: 'deps-audit' });
    row.focus();
    change(withTimeline(nothing));
    const main = screen.getByRole('main');
    expect(within(main).getByRole('alert').textContent).toBe(
      'This page could not be drawnOnly this page is affected. The rest of the window works, and every helper goes on.',
    );
    expect(document.activeElement).toBe(row);
    await user.click(within(main).getByRole('button', { name: 'Load again' }));
    expect(loadAgain).toHaveBeenCalledOnce();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    expect(pageTitle()).toBe('Settings');
  });
});

describe('a window that cannot be drawn', () => {
  it('says so, with the raw error, and gives the focus to the way out', async () => {
    const { change, user, loadAgain } = await renderPanel(fixture('helper-completed'));
    change({ gateway: nothing });
    expect(screen.getByRole('main').textContent).toMatch(/^This window could not be drawn/);
    expect(rawError()).toContain('TypeError');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Load again' }));
    await user.keyboard('{Enter}');
    expect(loadAgain).toHaveBeenCalledOnce();
  });
});

describe('a state that is refused', () => {
  const refuse = failed(failure({ kind: 'unexpected' }, 'the reader is gone'));

  it('is said with its cause until main tells one', async () => {
    const from = fixture('helper-completed');
    const { bridge } = await renderPanel(from, (main) => main.answer('state.get', refuse));
    expect(screen.getByRole('alert').textContent).toContain('state could not be read');
    expect(rawError()).toBe('the reader is gone');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Load again' }));
    act(() => bridge.pushState(from.panel));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(pageTitle()).toBe('deps-audit');
  });

  it('is said also when main never came to answer', async () => {
    const broken = () => Promise.reject(new Error('no handler for the command'));
    await renderPanel(fixture('helper-completed'), (main) => main.answer('state.get', broken));
    expect(rawError()).toBe('no handler for the command');
    expect(screen.getByRole('alert').textContent).toBe(
      'Bulkhead’s state could not be readUnknown failure.',
    );
  });
});

describe('a time that is none', () => {
  it('is said to be unknown, and the page is drawn all the same', async () => {
    const { change } = await renderPanel(fixture('helper-completed'));
    change(withTimeline([{ at: 9e15, tone: 'neutral', text: 'Completed' }]));
    const line = screen.getByText('unknown time');
    expect(line.getAttribute('datetime')).toBeNull();
  });
});
