import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Overlay } from '../../renderer/view-state.ts';
import { templatesFile } from '../fakes/templates-file.ts';
import { panelStates } from '../fakes/panel-states.ts';
import { fixture } from '../fakes/fixture.ts';
import { twisted, spilled } from './support/twisted-names.ts';
import { renderPanel } from './support/render-panel.tsx';

const states = Object.entries(panelStates);

it(
  'no name or text from outside turns round what stands beside it, in any state',
  { timeout: 180_000 },
  async () => {
    const { change, view, bridge } = await renderPanel(fixture('helpers'));
    let revision = 1;
    let met = 0;
    const found = states.flatMap(([state, { panel, place, sessions }]) => {
      change(twisted(panel));
      revision += 1;
      act(() => {
        bridge.pushSessions({ revision, reset: true, rows: twisted(sessions), removed: [] });
        view.getState().go(place);
      });
      const { faults, names } = spilled(document.body);
      met += names;
      return faults.map((fault) => `${state}: ${fault}`);
    });
    expect(met).toBeGreaterThan(1_000);
    const each = new Map(found.map((line) => [line.slice(line.indexOf(': ')), line]));
    expect([...each.values()]).toEqual([]);
  },
);

const dialogs: readonly (readonly [string, string, Overlay])[] = [
  ['palette', 'credentials', { kind: 'palette' }],
  ['spawn', 'helpers', { kind: 'spawn', templateId: null }],
  ['spawn', 'look-waits', { kind: 'spawn', templateId: null }],
  ['spawn', 'look-folder', { kind: 'spawn', templateId: null }],
  ['spawn', 'look-warns', { kind: 'spawn', templateId: null }],
  ['template', 'helpers', { kind: 'template', templateId: 'codex-5.5' }],
  ['remove template', 'helpers', { kind: 'remove-template', templateId: 'codex-5.5' }],
  ['dismiss', 'helper-waiting-for-sign-in', { kind: 'dismiss', helperId: 'h-refused' }],
  ['connect', 'credentials', { kind: 'connect' }],
  ['add credential', 'credentials', { kind: 'add-credential' }],
  ...(['remove', 'sign-out', 'keep-in-file', 'switch-account'] as const).map(
    (kind) => [kind, 'credentials-limited', { kind, credentialId: 'openai' }] as const,
  ),
  [
    'import',
    'helpers',
    {
      kind: 'import-templates',
      found: { kind: 'read', ...twisted(templatesFile) },
    },
  ],
];

it.each(dialogs)('nor in the dialog %s on %s', async (_, from, overlay) => {
  const { preflight, ...rest } = fixture(from);
  const { view, user } = await renderPanel({
    ...twisted(rest),
    place: rest.place,
    ...(preflight === undefined ? {} : { preflight: twisted(preflight) }),
  });
  act(() => view.getState().show(overlay));
  const dialog = await screen.findByRole(
    /remove|dismiss|sign-out|keep/.test(overlay.kind) ? 'alertdialog' : 'dialog',
  );
  if (overlay.kind === 'palette') await user.type(screen.getByRole('combobox'), 'e');
  expect(dialog.textContent).not.toBe('');
  expect(spilled(document.body).faults).toEqual([]);
});
