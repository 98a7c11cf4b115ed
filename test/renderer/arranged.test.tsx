import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { lookInStorage, plainLook, readLook } from '../../renderer/kept-look.ts';
import { inOrder, nextSort } from '../../renderer/ui/sort-order.ts';
import { createViewState } from '../../renderer/view-state.ts';
import { fixture } from '../fakes/fixture.ts';
import { renderPanel } from './support/render-panel.tsx';

/** The first cells of the table's rows. */
const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelector('button')?.textContent ?? '');

const head = (name: string) => screen.getByRole('columnheader', { name });

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
};

describe('the order of a table', () => {
  it('goes from ascending to descending to its own', () => {
    const up = nextSort(null, 'a');
    expect(up).toEqual({ by: 'a', way: 'ascending' });
    const down = nextSort(up, 'a');
    expect(down).toEqual({ by: 'a', way: 'descending' });
    expect(nextSort(down, 'a')).toBeNull();
    expect(nextSort(down, 'b')).toEqual({ by: 'b', way: 'ascending' });
  });

  it('puts what says nothing last either way, and counts numbers in names', () => {
    const columns = { it: (item: string | null) => item };
    const items = ['b10', null, 'b9', 'A'];
    expect(inOrder(items, { by: 'it', way: 'ascending' }, columns)).toEqual([
      'A',
      'b9',
      'b10',
      null,
    ]);
    expect(inOrder(items, { by: 'it', way: 'descending' }, columns)).toEqual([
      'b10',
      'b9',
      'A',
      null,
    ]);
    expect(inOrder(items, { by: 'gone', way: 'ascending' }, columns)).toEqual(items);
  });

  it.each([
    ['sessions', 'Session'],
    ['helpers', 'Helper'],
  ] as const)('of %s is the person’s, by mouse and by key', async (table, column) => {
    const { user, view } = await renderPanel({ ...fixture(table), place: { view: table } });
    const own = names();
    expect(head(column).getAttribute('aria-sort')).toBe('none');
    await user.click(within(head(column)).getByRole('button'));
    const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const sorted = own.toSorted(words.compare);
    expect(own).not.toEqual(sorted);
    expect(names()).toEqual(sorted);
    expect(head(column).getAttribute('aria-sort')).toBe('ascending');
    await user.keyboard('{Enter}');
    expect(names()).toEqual(sorted.toReversed());
    expect(head(column).getAttribute('aria-sort')).toBe('descending');
    expect(view.getState().look.sorts).toEqual({ [table]: { by: column, way: 'descending' } });
    await user.keyboard('{Enter}');
    expect(names()).toEqual(own);
  });
});

describe('a group of the left column', () => {
  const column = () => within(screen.getByRole('navigation', { name: 'What exists' }));

  it('folds by Left on its title and by its button, and opens again', async () => {
    const { user, view } = await renderPanel(fixture('helpers'));
    const title = column().getByRole('button', { name: 'Helpers' });
    const fold = column().getByRole('button', { name: 'Rows of Helpers' });
    expect(column().getByRole('button', { name: 'fix-flaky-tests' })).toBeTruthy();
    title.focus();
    await user.keyboard('{ArrowLeft}');
    expect(column().queryByRole('button', { name: 'fix-flaky-tests' })).toBeNull();
    expect(column().getByRole('button', { name: 'api-review' })).toBeTruthy();
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(title);
    expect(view.getState().look.folded).toEqual(['Helpers']);
    await user.click(fold);
    expect(column().getByRole('button', { name: 'fix-flaky-tests' })).toBeTruthy();
    await user.click(fold);
    title.focus();
    await user.keyboard('{ArrowRight}');
    expect(column().getByRole('button', { name: 'fix-flaky-tests' })).toBeTruthy();
    expect(fold.getAttribute('aria-expanded')).toBe('true');
  });

  it('keeps what needs the person in its place under the pointer', async () => {
    const { user, change } = await renderPanel(fixture('helpers'));
    const needs = screen.getByRole('region', { name: 'Needs you' });
    const shown = () => Array.from(needs.querySelectorAll('[data-roving] bdi:first-child'));
    const first = () => shown()[0]?.textContent;
    expect(first()).toBe('api-review');
    await user.hover(within(needs).getByRole('button', { name: 'api-review' }));
    change({ gateway: fixture('gateway-pairing').panel.gateway });
    expect(within(needs).getByRole('button', { name: 'Needs pairing' })).toBeTruthy();
    expect(first()).toBe('api-review');
    await user.unhover(within(needs).getByRole('button', { name: 'api-review' }));
    expect(first()).toBe('Needs pairing');
  });
});

describe('how the page is arranged', () => {
  it('is there again for the next page', () => {
    const kept = storage();
    const first = createViewState(lookInStorage(kept, 'look')).getState();
    first.sortBy('helpers', 'Time');
    first.fold('Sessions', true);
    const next = createViewState(lookInStorage(kept, 'look'));
    expect(next.getState().look).toEqual({
      sorts: { helpers: { by: 'Time', way: 'ascending' } },
      folded: ['Sessions'],
    });
  });

  it.each([
    null,
    '',
    '{',
    '7',
    '{"folded":["Bars"]}',
    '{"sorts":[]}',
    '{"sorts":{"helpers":{"by":1,"way":"up"}}}',
  ])('is as at first when %s is kept', (text) => {
    expect(readLook(text)).toEqual(plainLook);
  });
});
