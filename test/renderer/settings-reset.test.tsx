import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { NoticeTried } from '../../shared/describe-notice-test.ts';
import { ok } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';
import { defaultSettings, type SettingsView } from '../../shared/settings.ts';

const open = async (patch: Partial<SettingsView>) => {
  const shown = await renderPanel(fixture('settings'));
  const { templates, credentials, ...first } = defaultSettings;
  shown.change({ settings: { ...first, ...patch } });
  return shown;
};

const quiet = { lockScreen: 'full', quietHours: { from: '22:00', to: '07:00' } } as const;

describe('a reset', () => {
  it('is offered where something differs, says what, and can be undone', async () => {
    const { bridge, user } = await open({ notices: quiet });
    const before = { 'notices.quietHours': quiet.quietHours };
    bridge.answer('settings.reset', ok({ before }));
    bridge.answer('settings.restore', ok(null));
    const buttons = screen.getAllByRole('button', { name: /^Reset to defaults/ });
    expect(buttons).toHaveLength(1);
    const group = screen.getByRole('region', { name: 'Notices' });
    expect(
      within(within(group).getByRole('list', { name: 'What is reset' })).getByRole('listitem')
        .textContent,
    ).toBe('Quiet hours: 22:00 to 07:00, at first none');
    await user.click(within(group).getByRole('button', { name: 'Reset to defaults: Notices' }));
    expect(sentTo(bridge, 'settings.reset')).toEqual([{ scope: 'notices' }]);
    expect(await screen.findByText('1 setting reset.')).toBeDefined();
    expect(group.contains(document.activeElement)).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(sentTo(bridge, 'settings.restore')).toEqual([{ values: before }]);
  });

  it('that deletes helpers asks first', async () => {
    const { bridge, user } = await open({ history: { most: 200, days: 0, archive: 10_000 } });
    await user.click(screen.getByRole('button', { name: 'Reset to defaults: Ended helpers' }));
    const dialog = screen.getByRole('alertdialog', { name: 'Reset Ended helpers?' });
    expect(dialog.textContent).toContain('deleted for good');
    expect(sentTo(bridge, 'settings.reset')).toEqual([]);
  });

  it('of everything asks, and says what stays', async () => {
    const { bridge, user } = await open({ theme: 'dark' });
    bridge.answer('settings.reset', ok({ before: { theme: 'dark' } }));
    await user.click(screen.getByRole('button', { name: 'Reset all settings…' }));
    const dialog = screen.getByRole('alertdialog', { name: 'Reset all settings?' });
    expect(dialog.textContent).toContain('Credentials, templates, helpers and the history stay');
    await user.click(within(dialog).getByRole('button', { name: 'Reset settings' }));
    expect(sentTo(bridge, 'settings.reset')).toEqual([{ scope: 'all' }]);
  });

  it('is not offered while all is as at first', async () => {
    const { bridge, user } = await open({});
    expect(screen.queryByRole('button', { name: /^Reset to defaults/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Reset all settings…' }));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(sentTo(bridge, 'settings.reset')).toEqual([]);
  });
});

const outcomes: readonly (readonly [NoticeTried, RegExp])[] = [
  [
    { outcome: 'shown', server: 'dunst', version: '1.12', isGeneric: false },
    /^Shown by dunst 1\.12\./,
  ],
  [{ outcome: 'held', why: 'locked' }, /^Held back until the screen is unlocked/],
  [{ outcome: 'held', why: 'quiet-hours', until: 0 }, /^Held back by the quiet hours, until /],
  [{ outcome: 'refused', server: 'dunst', detail: 'off' }, /^dunst refused it\. Allow .*: off$/],
  [{ outcome: 'silent', seconds: 5 }, /did not answer within 5 s/],
  [{ outcome: 'none', why: 'no-server' }, /^No notification server .* Install one/],
  [{ outcome: 'none', why: 'no-bus' }, /no session bus/],
];

it.each(outcomes)('a test notice says in place what came of it: %o', async (tried, said) => {
  const { bridge, user } = await open({});
  bridge.answer('notices.test', ok(tried));
  await user.click(screen.getByRole('button', { name: 'Show a test notice' }));
  expect(sentTo(bridge, 'notices.test')).toHaveLength(1);
  const status = screen.getByRole('status', { name: 'Test notice' });
  await waitFor(() => expect(status.textContent).toMatch(said));
});

/** Every field of the pane that is typed, but the quiet hours, which have tests of their own. */
const typed: readonly (readonly [string, readonly string[]])[] = [
  ...(
    [
      'Helpers alive',
      'Starting at once',
      'First word within',
      'Stop when silent for',
      'Keep a waiting process',
      'Memory of a helper',
      'Processes of a helper',
      'Share of the processor',
      'Share of the disks',
      'Ended helpers kept',
      'Kept for',
      'In the history',
    ] as const
  ).map(
    (name) => [name, ['', '-1', 'NaN', '1e309', '1.5', '9'.repeat(400), 'a\u0007', '{}']] as const,
  ),
  ['Tools cannot read', [' ', 'relative', '~/']],
  ['Tools may read after all', [' ', 'relative', '~/']],
];

/** A line of text takes any; main says what is wrong with it. */
const judgedByMain = ['codex program', 'Quiet from', 'Quiet to'];

it('a bad value is refused beside its field, in words, and stays there', async () => {
  const { bridge } = await open({});
  for (const [name, values] of typed) {
    const field = screen.getByRole<HTMLInputElement>('textbox', { name });
    const row = field.closest<HTMLElement>('[data-setting]');
    if (row === null) throw new Error(`${name} has no row`);
    for (const value of values) {
      fireEvent.change(field, { target: { value } });
      fireEvent.submit(field);
      const reason = await within(row).findByRole('alert');
      expect(reason.textContent, `${name} = ${value}`).toMatch(/^Type a whole .*\.$/);
      expect(field.getAttribute('aria-describedby')).toBe(reason.id);
      expect(field.value).toBe(value);
      fireEvent.keyDown(field, { key: 'Escape' });
    }
  }
  expect(sentTo(bridge, 'settings.set')).toEqual([]);
  const pane = screen.getByRole('main');
  expect(
    within(pane)
      .getAllByRole('textbox')
      .map((field) => field.getAttribute('aria-label') ?? '')
      .toSorted(),
  ).toEqual([...typed.map(([name]) => name), ...judgedByMain].toSorted());
});
