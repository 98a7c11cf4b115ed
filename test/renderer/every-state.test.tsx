import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { panelStates } from '../fakes/panel-states.ts';
import { fixture, renderPanel } from './support/render-panel.tsx';

const nameOf = (control: HTMLElement): string => {
  const ids = control.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const byIds = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const byLabel =
    control.closest('label')?.textContent ??
    (control.id === '' ? null : document.querySelector(`label[for="${control.id}"]`)?.textContent);
  return (
    control.getAttribute('aria-label') ?? (byIds === '' ? (byLabel ?? control.textContent) : byIds)
  ).trim();
};

describe.each(Object.keys(panelStates))('the state %s', (name) => {
  it('shows a page with a heading, and every control has a name', async () => {
    await renderPanel(fixture(name));
    expect(screen.getByRole('main').textContent).not.toBe('');
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
    const controls = document.querySelectorAll<HTMLElement>('button, input, textarea, select');
    const nameless = Array.from(controls).filter(
      (control) => nameOf(control) === '' && control.getAttribute('aria-hidden') !== 'true',
    );
    expect(nameless.map((control) => control.outerHTML)).toEqual([]);
  });
});

it('no change from any state to any other blanks the page or throws', async () => {
  const names = Object.keys(panelStates);
  const { change } = await renderPanel(fixture('helpers'));
  for (const name of names) {
    change(fixture(name).panel);
    expect(screen.getByRole('main').textContent, name).not.toBe('');
  }
});
