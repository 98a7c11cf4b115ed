import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { failure } from '../../shared/failure.ts';
import type { HistoryPage, HistoryRow } from '../../shared/history.ts';
import { failed, ok } from '../../shared/result.ts';
import { archived } from '../fakes/archived.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

// Nothing is laid out here, and a list without a height shows no row.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
});
afterEach(() => vi.restoreAllMocks());

const row = (n: number): HistoryRow => ({
  id: `h-${n}`,
  name: `name-${n}`,
  templateId: 'codex-5.5',
  templateName: 'Codex',
  state: { phase: 'completed' },
  prompt: 'go',
  credentialId: 'openai',
  endedAt: 0,
});

const pageOf = (total: number, after: number, limit: number): HistoryPage => ({
  rows: Array.from({ length: Math.max(0, Math.min(limit, total - after)) }, (_one, n) =>
    row(after + n),
  ),
  total,
  facets: {
    templates: [{ id: 'codex-5.5', name: 'Codex', count: total }],
    causes: [],
    states: { completed: total, failed: 0, cancelled: 0 },
  },
  aside: [],
});

const open = async (total: number) => {
  const panel = await renderPanel(fixture('helpers'));
  panel.bridge.answer('history.list', ({ text, after, limit }) =>
    ok(pageOf(text === '' ? total : 0, after, limit)),
  );
  await panel.user.click(screen.getByRole('button', { name: 'History' }));
  await screen.findByRole('heading', { name: 'History', level: 1 });
  return panel;
};

describe('the history in the window', () => {
  it('draws few of ten thousand, and asks for those only', async () => {
    const { bridge } = await open(10_000);
    const list = await screen.findByRole('list', { name: 'Helpers of the history' });
    const rows = await within(list).findAllByRole('listitem');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(60);
    expect(rows[0]?.getAttribute('aria-setsize')).toBe('10000');
    expect(sentTo(bridge, 'history.list')).toHaveLength(1);
  });

  it('searches, and says when nothing is found', async () => {
    const { bridge, user } = await open(3);
    await screen.findByText('name-0');
    await user.type(screen.getByRole('textbox', { name: 'Filter the history' }), 'locks');
    expect(await screen.findByRole('heading', { name: 'Nothing found' })).toBeDefined();
    expect(sentTo(bridge, 'history.list').at(-1)).toMatchObject({ text: 'locks', after: 0 });
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('name-2')).toBeDefined();
  });

  it('opens a record, and deletes it once that was agreed to', async () => {
    const { bridge, user } = await open(1);
    bridge.answer('history.read', ({ id }) => ok(archived(id)));
    await user.click(await screen.findByRole('button', { name: /name-0/ }));
    expect((await screen.findByRole('region', { name: 'Prompt' })).textContent).toBe(
      'Prompt of h-0',
    );
    await user.click(screen.getByRole('button', { name: 'Delete…' }));
    expect(sentTo(bridge, 'history.remove')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Delete from the history' }));
    expect(sentTo(bridge, 'history.remove')).toEqual([{ id: 'h-0' }]);
    expect(await screen.findByRole('heading', { name: 'History', level: 1 })).toBeDefined();
  });

  it('deletes all that is found, and asks anew', async () => {
    const { bridge, user } = await open(2);
    await user.click(await screen.findByRole('button', { name: 'Delete all of these…' }));
    const before = sentTo(bridge, 'history.list').length;
    await user.click(screen.getByRole('button', { name: 'Delete helpers' }));
    expect(sentTo(bridge, 'history.clear')).toMatchObject([{ text: '', template: null }]);
    await waitFor(() => expect(sentTo(bridge, 'history.list').length).toBe(before + 1));
  });

  it('says that it is empty, and why it cannot be read', async () => {
    const { bridge, user } = await open(0);
    expect(await screen.findByRole('heading', { name: 'The history is empty' })).toBeDefined();
    bridge.answer('history.list', () => failed(failure({ kind: 'storage', what: 'the history' })));
    await user.type(screen.getByRole('textbox', { name: 'Filter the history' }), 'x');
    expect(
      await screen.findByRole('heading', { name: 'The history cannot be read' }),
    ).toBeDefined();
    bridge.answer('history.list', () => ok(pageOf(1, 0, 100)));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('name-0')).toBeDefined();
  });

  it('asks for what is in sight of another answer too, wherever it is scrolled to', async () => {
    const { bridge, user } = await open(10_000);
    const list = await screen.findByRole('list', { name: 'Helpers of the history' });
    await within(list).findByText('name-0');
    list.scrollTop = 20_000;
    list.dispatchEvent(new Event('scroll'));
    expect(await within(list).findByText('name-500')).toBeDefined();
    bridge.answer('history.list', ({ after, limit }) => {
      const page = pageOf(9_000, after, limit);
      return ok({ ...page, rows: page.rows.map((one) => ({ ...one, name: `other-${one.id}` })) });
    });
    await user.click(screen.getByRole('combobox', { name: 'State' }));
    await user.click(await screen.findByRole('option', { name: /^Completed/ }));
    expect(await within(list).findByText('other-h-500')).toBeDefined();
  });

  it('is asked for anew when a helper leaves the list', async () => {
    const { bridge, change } = await open(1);
    await screen.findByText('name-0');
    bridge.answer('history.list', ({ after, limit }) => ok(pageOf(2, after, limit)));
    const { helpers } = fixture('helpers').panel;
    change({ helpers: helpers.slice(1) });
    expect(await screen.findByText('name-1')).toBeDefined();
  });
});
