import axe from 'axe-core';
import { act, screen } from '@testing-library/react';
import { beforeAll, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { panelStates } from '../fakes/panel-states.ts';
import { templatesFile } from '../fakes/templates-file.ts';
import type { Overlay } from '../../renderer/view-state.ts';
import { renderPanel } from './support/render-panel.tsx';

/** All rules up to WCAG 2.2 AA that need no layout; the rest is measured in the gallery. */
const options: axe.RunOptions = {
  runOnly: {
    type: 'tag',
    values: [
      ...['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
      ...['best-practice', 'experimental'],
    ],
  },
  rules: {
    'color-contrast': { enabled: false },
    'target-size': { enabled: false },
    'css-orientation-lock': { enabled: false },
  },
  resultTypes: ['violations'],
};

const violations = async (within: Document | Element = document): Promise<readonly string[]> => {
  const { violations: found } = await axe.run(within, options);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};

beforeAll(() => {
  // As renderer/index.html has them.
  document.documentElement.lang = 'en';
  document.title = 'Bulkhead';
});

const dialogs: readonly Overlay[] = [
  { kind: 'spawn', templateId: null },
  { kind: 'palette' },
  { kind: 'shortcuts' },
  { kind: 'connect' },
  { kind: 'add-credential' },
  { kind: 'bundle' },
  { kind: 'template', templateId: null },
  { kind: 'import-templates', found: { kind: 'read', ...templatesFile } },
  { kind: 'dismiss', helperId: 'h-refused' },
];

it('axe sees a control without a name, and a form that says it is a group', async () => {
  await renderPanel(fixture('helpers-none'));
  const button = document.createElement('button');
  const form = document.createElement('form');
  form.setAttribute('role', 'group');
  document.querySelector('main')?.append(button, form);
  const found = (await violations()).map((one) => one.slice(0, one.indexOf(':')));
  expect(found.toSorted()).toEqual(['aria-allowed-role', 'button-name']);
});

it.each(dialogs)('axe finds nothing in the dialog $kind', async (overlay) => {
  const { view } = await renderPanel(fixture('helper-waiting-for-sign-in'));
  act(() => view.getState().show(overlay));
  const dialog = await screen.findByRole(overlay.kind === 'dismiss' ? 'alertdialog' : 'dialog');
  expect(await violations(dialog)).toEqual([]);
});

it('axe finds nothing in any state', { timeout: 600_000 }, async () => {
  const { change, view, bridge } = await renderPanel(fixture('helpers'));
  let revision = 1;
  const found: string[] = [];
  for (const [name, { panel, place, sessions }] of Object.entries(panelStates)) {
    change(panel);
    revision += 1;
    act(() => {
      bridge.pushSessions({ revision, reset: true, rows: sessions, removed: [] });
      view.getState().go(place);
    });
    found.push(...(await violations()).map((one) => `${name}: ${one}`));
  }
  expect(found).toEqual([]);
});
