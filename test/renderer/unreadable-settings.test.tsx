import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const open = async (...add: readonly string[]) => {
  const shown = await renderPanel(fixture('settings'));
  const { settings } = fixture('settings').panel;
  shown.change({ settings: { ...settings, unreadable: { add: [...add], allow: [] } } });
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Tools cannot read' });
  return { ...shown, field };
};

it('a place is added to those that tools cannot read, also one with a comma in it', async () => {
  const { bridge, user, field } = await open('~/a, b');
  const list = screen.getByRole('list', { name: 'Tools cannot read: places' });
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((row) => row.textContent),
  ).toEqual(['~/a, b']);
  await user.type(field, '~/secrets/{Enter}');
  expect(sentTo(bridge, 'settings.set')).toEqual([
    { key: 'unreadable.add', value: ['~/a, b', '~/secrets'] },
  ]);
  await waitFor(() => expect(field.value).toBe(''));
});

it('a place is taken out, and the focus stays in its row', async () => {
  const { bridge, user, field } = await open('~/a', '~/b');
  await user.click(screen.getByRole('button', { name: 'Take out ~/a' }));
  expect(sentTo(bridge, 'settings.set')).toEqual([{ key: 'unreadable.add', value: ['~/b'] }]);
  expect(document.activeElement).toBe(field);
  await waitFor(() => expect(toasts()).toEqual(['ok: ~/a taken out.']));
});

it.each([
  ['secrets', 'Type a whole path, or one from ~/, such as ~/secrets.'],
  ['~/', 'Type a whole path, or one from ~/, such as ~/secrets.'],
  ['~/a/', 'It is in the list already.'],
])('of %s is said why it does not join the list', async (typed, reason) => {
  const { bridge, user, field } = await open('~/a');
  await user.type(field, `${typed}{Enter}`);
  expect(screen.getByRole('alert').textContent).toBe(reason);
  expect(field.value).toBe(typed);
  expect(sentTo(bridge, 'settings.set')).toEqual([]);
});
