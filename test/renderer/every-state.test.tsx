import { act } from '@testing-library/react';
import { expect, it } from 'vitest';
import { panelStates } from '../fakes/panel-states.ts';
import { fixture } from '../fakes/fixture.ts';
import { renderPanel } from './support/render-panel.tsx';

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

/** What is wrong with the page as it stands. */
const faults = (): readonly string[] => {
  const controls = document.querySelectorAll<HTMLElement>('button, input, textarea, select');
  const nameless = Array.from(controls).filter(
    (control) => nameOf(control) === '' && control.getAttribute('aria-hidden') !== 'true',
  );
  const titles = document.querySelectorAll('main h1').length;
  return [
    ...(document.querySelector('main')?.textContent === '' ? ['the page is blank'] : []),
    ...(titles === 1 ? [] : [`it has ${titles} titles`]),
    ...nameless.map((control) => `without a name: ${control.outerHTML}`),
  ];
};

const states = Object.entries(panelStates);

it(
  'every state has a page with one title and a name on every control, and can follow any other',
  { timeout: 180_000 },
  async () => {
    const { change, view, bridge } = await renderPanel(fixture('helpers'));
    let revision = 1;
    const found = states.map(([name, { panel, place, sessions }]) => {
      change(panel);
      const blank = document.querySelector('main')?.textContent === '' ? ['blank on the way'] : [];
      revision += 1;
      act(() => {
        bridge.pushSessions({ revision, reset: true, rows: sessions, removed: [] });
        view.getState().go(place);
      });
      return [name, ...blank, ...faults()];
    });
    expect(found.filter(({ length }) => length > 1)).toEqual([]);
  },
);
