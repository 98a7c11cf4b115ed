import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { inShownOrder } from '../../renderer/frame/use-held-order.ts';
import { fixture } from '../fakes/fixture.ts';
import { pageTitle, rowText } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('the left column', () => {
  /** The rows of the sessions, below the title of their group. */
  const rows = (column: HTMLElement) => {
    const group = within(column).getByRole('button', { name: 'Sessions' }).closest('section');
    return Array.from(group?.querySelectorAll('button[data-roving]') ?? [], rowText).slice(1);
  };

  it('is one tab stop in which Up and Down move and Enter opens', async () => {
    const { user } = await renderPanel(fixture('helpers'));
    const column = screen.getByRole('navigation', { name: 'What exists' });
    const rows = Array.from(column.querySelectorAll<HTMLElement>('[data-roving]'));
    expect(rows.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    within(column).getByRole('button', { name: 'Helpers' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(
      within(column).getByRole('button', { name: 'fix-flaky-tests' }),
    );
    expect(rows.filter(({ tabIndex }) => tabIndex === 0)).toEqual([document.activeElement]);
    await user.keyboard('{Enter}');
    expect(pageTitle()).toBe('fix-flaky-tests');
    await user.keyboard('{End}{Home}');
    expect(document.activeElement).toBe(within(column).getByRole('button', { name: 'api-review' }));
  });

  it('puts what failed or waits first, then working, queued and ended', async () => {
    await renderPanel(fixture('helpers'));
    const column = screen.getByRole('navigation', { name: 'What exists' });
    const order = ['api-review', 'fix-flaky-tests', 'docs-bot', 'changelog', 'deps-audit'];
    const seen = within(column)
      .getAllByRole('button')
      .map(({ textContent }) => textContent)
      .filter((name) => order.includes(name));
    expect(seen).toEqual(order);
  });

  it('begins with what needs the person, each once; then helpers, and the gateway last', async () => {
    const { change } = await renderPanel(fixture('helpers'));
    const column = screen.getByRole('navigation', { name: 'What exists' });
    const names = (part: HTMLElement) =>
      within(part)
        .getAllByRole('button')
        .map(({ textContent }) => textContent);
    const groups = ['Helpers', 'Credentials', 'Gateway', 'Sessions'];
    const needs = () => within(column).getByRole('region', { name: 'Needs you' });
    expect(needs()).toBe(column.querySelector('section'));
    expect(names(needs())[0]).toBe('api-review');
    expect(names(column).filter((name) => name === 'api-review')).toHaveLength(1);
    expect(names(column).filter((name) => groups.includes(name))).toEqual(groups);
    change({ gateway: fixture('gateway-pairing').panel.gateway });
    expect(names(needs())[0]).toBe('Needs pairing');
    expect(names(column).filter((name) => name === 'Needs pairing')).toHaveLength(1);
  });

  it('has in a row’s button its name alone, the rest beside it, and the whole on hover', async () => {
    const { panel, ...rest } = fixture('helper-running');
    const name = 'agent:main:discord:helpdesk-eu-1';
    const helpers = panel.helpers.slice(0, 1).map((helper) => ({ ...helper, name }));
    await renderPanel({ ...rest, panel: { ...panel, helpers } });
    const row = within(screen.getByRole('navigation')).getByRole('button', { name });
    expect(row.textContent).toBe(name);
    expect(row.querySelectorAll('bdi > span')).toHaveLength(2);
    const line = document.getElementById(row.getAttribute('aria-describedby') ?? '')?.textContent;
    expect(line).toMatch(/^Working: /);
    expect(row.closest('[title]')?.getAttribute('title')).toBe(`${name}\n${line ?? ''}`);
  });

  it('counts in a title the rows of its group, without what needs the person above', async () => {
    const { change } = await renderPanel(fixture('helpers'));
    const { helpers, credentials } = fixture('helpers').panel;
    const counted = (name: string) =>
      rowText(within(screen.getByRole('navigation')).getByRole('button', { name }));
    const needing = within(screen.getByRole('region', { name: 'Needs you' }))
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
    const others = (names: readonly string[]) => names.filter((name) => !needing.includes(name));
    expect(needing).toContain('api-review');
    expect(counted('Helpers')).toBe(`Helpers${others(helpers.map(({ name }) => name)).length}`);
    expect(counted('Credentials')).toBe(
      `Credentials${others(credentials.map(({ label }) => label)).length}`,
    );
    change({ helpers: helpers.filter(({ name }) => name === 'api-review') });
    expect(counted('Helpers')).toBe('Helpers');
    change({ helpers: [] });
    expect(counted('Helpers')).toBe('Helpers0');
  });

  it('has no group for what needs the person while nothing does', async () => {
    const { panel } = fixture('helper-running');
    await renderPanel({ ...fixture('helper-running'), panel: { ...panel, credentials: [] } });
    expect(screen.queryByRole('region', { name: 'Needs you' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Helpers' })).toBeTruthy();
  });

  it('folds idle sessions into one row, and dates them when the link is lost', async () => {
    const { change } = await renderPanel(fixture('sessions'));
    const column = screen.getByRole('navigation', { name: 'What exists' });
    expect(rows(column)).toEqual([
      'discord: helpdesknearly full',
      'slack: build-roomturn failed',
      'mainturn 0:42',
      '9 othersidle',
    ]);
    change({ gateway: fixture('gateway-waiting').panel.gateway });
    expect(rows(column)).toEqual(['As of 14:07:41']);
  });

  it('keeps the places of rows under the pointer; what is new comes last', () => {
    const ids = (text: string) => text.split('');
    expect(inShownOrder(ids('abc'), ids('xcba'))).toEqual(ids('abcx'));
  });
});
