import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ok } from '../../shared/result.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

const practice = fixture('practice');
const refused = { ...builtInTemplate, id: 'refused-key', name: 'Codex 5.5 with a refused key' };
const panel = { ...practice.panel, helpers: [], templates: [builtInTemplate, refused] };

it('opens on what there is to try, wherever practice was begun', async () => {
  const { change, view } = await renderPanel({
    ...practice,
    panel: { ...panel, app: { ...panel.app, practice: false } },
    place: { view: 'gateway' },
  });
  expect(view.getState().place.view).toBe('gateway');
  change({ app: { ...panel.app, practice: true } });
  await screen.findByRole('region', { name: 'What to try' });
  expect(view.getState().place.view).toBe('helpers');
});

it('has a button for each thing to try, and says which keys practice takes', async () => {
  const { bridge, user, view } = await renderPanel({
    ...practice,
    panel,
    place: { view: 'helpers' },
  });
  bridge.answer('helpers.spawn', ok({ id: 'h-9' }));
  const story = screen.getByRole('region', { name: 'What to try' });
  expect(story.textContent).toContain('any key that begins with practice-');
  const buttons = within(story).getAllByRole('button');
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    'Start a helper',
    'Refuse a key',
    'Run drill',
  ]);
  await user.click(within(story).getByRole('button', { name: 'Refuse a key' }));
  await waitFor(() => expect(view.getState().place).toEqual({ view: 'helper', id: 'h-9' }));
  expect(sentTo(bridge, 'helpers.spawn')).toEqual([
    { templateId: 'refused-key', prompt: 'Review the error handling.' },
  ]);
});

it('says beside the field of a key what practice takes', async () => {
  const waiting = fixture('helper-waiting-for-sign-in');
  const { change } = await renderPanel(waiting);
  expect(screen.queryByText(/begins with practice-/)).toBeNull();
  change({ app: { ...waiting.panel.app, practice: true } });
  await screen.findAllByText(/any key that begins with practice-/);
});
