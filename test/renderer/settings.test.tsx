import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const open = async () => {
  const shown = await renderPanel(fixture('settings'));
  const hours = screen.getByRole('group', { name: 'Quiet hours' });
  const from = within(hours).getByRole<HTMLInputElement>('textbox', { name: 'Quiet from' });
  const to = within(hours).getByRole<HTMLInputElement>('textbox', { name: 'Quiet to' });
  return { ...shown, hours, from, to };
};

describe('the quiet hours', () => {
  it('are set by keyboard alone, and said to be', async () => {
    const { bridge, user, from } = await open();
    from.focus();
    await user.keyboard('22{Tab}7:30{Enter}');
    expect(sentTo(bridge, 'settings.set')).toEqual([
      { key: 'notices.quietHours', value: { from: '22:00', to: '07:30' } },
    ]);
    await waitFor(() => expect(toasts()).toEqual(['ok: Quiet hours saved.']));
    expect(document.activeElement).toBe(from);
  });

  it('are turned off by emptying both', async () => {
    const { bridge, user, change, from, to } = await open();
    const { settings } = fixture('settings').panel;
    const quietHours = { from: '22:00', to: '07:30' };
    change({ settings: { ...settings, notices: { ...settings.notices, quietHours } } });
    expect([from.value, to.value]).toEqual(['22:00', '07:30']);
    await user.clear(from);
    await user.clear(to);
    await user.keyboard('{Enter}');
    expect(sentTo(bridge, 'settings.set')).toEqual([{ key: 'notices.quietHours', value: null }]);
  });

  it('say which field is wrong and why, keep what was typed, and send nothing', async () => {
    const { bridge, user, hours, from, to } = await open();
    await user.type(from, '22:00{Enter}');
    const reason = within(hours).getByRole('alert');
    expect(reason.textContent).toBe('Type when they end, such as 07:00.');
    expect(to.getAttribute('aria-invalid')).toBe('true');
    expect(to.getAttribute('aria-describedby')).toBe(reason.id);
    expect(from.getAttribute('aria-invalid')).toBe('false');
    expect(document.activeElement).toBe(to);
    expect(from.value).toBe('22:00');
    expect(sentTo(bridge, 'settings.set')).toEqual([]);
    await user.keyboard('{Escape}');
    expect(from.value).toBe('');
    expect(within(hours).queryByRole('alert')).toBeNull();
  });

  it('say why main would not keep them', async () => {
    const { bridge, user, hours, from } = await open();
    bridge.answer('settings.set', { ok: false, failure: failure({ kind: 'storage', what: 'x' }) });
    from.focus();
    await user.keyboard('22{Tab}7{Enter}');
    const alert = await within(hours).findByRole('alert');
    expect(alert.textContent).toBe('Could not be saved: x.');
    expect(from.value).toBe('22');
  });
});

describe('what a locked screen shows', () => {
  it('is chosen with the arrow keys', async () => {
    const { bridge, user } = await open();
    screen.getByRole('combobox', { name: 'On a locked screen' }).focus();
    await user.keyboard('{Enter}');
    const options = await screen.findAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([
      'All of it',
      'That something needs you',
      'Nothing until it is unlocked',
    ]);
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() =>
      expect(sentTo(bridge, 'settings.set')).toEqual([
        { key: 'notices.lockScreen', value: 'generic' },
      ]),
    );
  });
});

describe('the codex program', () => {
  it('is shown as what failed where it cannot be used', async () => {
    const { change } = await renderPanel(fixture('codex-missing'));
    const tone = () => screen.getByText(/^codex was not found|^Found \d/).getAttribute('data-tone');
    expect(tone()).toBe('fail');
    change({ app: fixture('settings').panel.app });
    expect(tone()).toBeNull();
  });
});

describe('a setting that is typed', () => {
  it('names the reason why it is not accepted', async () => {
    const { bridge, user } = await renderPanel(fixture('settings'));
    const field = screen.getByRole('textbox', { name: 'Helpers alive' });
    await user.clear(field);
    await user.type(field, '900{Enter}');
    const reason = screen.getByRole('alert');
    expect(reason.textContent).toBe('Type a whole number from 1 to 200.');
    expect(field.getAttribute('aria-describedby')).toBe(reason.id);
    expect(sentTo(bridge, 'settings.set')).toEqual([]);
  });
});

describe('the dialog of a template', () => {
  it('says what is missing at its field, and goes to the first of them', async () => {
    const { bridge, user, view } = await renderPanel(fixture('credentials-none'));
    act(() => view.getState().show({ kind: 'template', templateId: null }));
    const model = await screen.findByLabelText('Model');
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Mine' } });
    fireEvent.change(model, { target: { value: '' } });
    await user.click(screen.getByRole('button', { name: /^Save template/ }));
    expect(document.activeElement).toBe(model);
    const credential = screen.getByRole('combobox', { name: 'Credential' });
    expect(credential.textContent).toBe('None yet');
    expect(credential.getAttribute('aria-invalid')).toBe('true');
    const reason = document.getElementById(credential.getAttribute('aria-describedby') ?? '');
    expect(reason?.getAttribute('role')).toBe('alert');
    expect(reason?.textContent).toBe('Add a credential first.');
    expect(sentTo(bridge, 'templates.save')).toEqual([]);
  });

  it('says at once why it was not saved', async () => {
    const { bridge, user, view } = await renderPanel(fixture('settings'));
    bridge.answer('templates.save', {
      ok: false,
      failure: failure({ kind: 'storage', what: 'it' }),
    });
    act(() => view.getState().show({ kind: 'template', templateId: 'codex-5.5' }));
    await user.click(await screen.findByRole('button', { name: /^Save template/ }));
    expect((await screen.findByRole('alert')).textContent).toContain('Could not be saved: it.');
  });
});

describe('what a helper may use', () => {
  it('is set in megabytes, where 0 is half of the machine, and too little is refused', async () => {
    const { bridge, user } = await open();
    const memory = screen.getByRole<HTMLInputElement>('textbox', { name: 'Memory of a helper' });
    expect(memory.value).toBe('0');
    await user.clear(memory);
    await user.type(memory, '100{Enter}');
    expect(screen.getByRole('alert').textContent).toBe('Type a whole number from 256 to 4194304.');
    expect(sentTo(bridge, 'settings.set')).toEqual([]);
    await user.clear(memory);
    await user.type(memory, '4000{Enter}');
    expect(sentTo(bridge, 'settings.set')).toEqual([{ key: 'appetite.memoryMb', value: 4_000 }]);
  });
});

describe('starting with the desktop', () => {
  const choiceOf = () => screen.getByRole('combobox', { name: 'Start with the desktop' });

  it('shows what the disk has, again whenever the person comes back', async () => {
    const { bridge } = await open();
    await waitFor(() => expect(choiceOf().textContent).toContain('No'));
    bridge.answer('app.autostart', ok(true));
    fireEvent(window, new Event('focus'));
    await waitFor(() => expect(choiceOf().textContent).toContain('Yes'));
  });

  it('says in place of what it does why it could not be read', async () => {
    const { bridge } = await open();
    bridge.answer(
      'app.autostart',
      failed(failure({ kind: 'unreadable', what: 'the entry' }, '', 'EACCES')),
    );
    fireEvent(window, new Event('focus'));
    await screen.findByText('Could not be read: the entry.');
    bridge.answer('app.autostart', ok(true));
    fireEvent(window, new Event('focus'));
    await screen.findByText('In the tray, without a window');
  });

  it('asks for it, and says why it could not be kept', async () => {
    const { bridge, user } = await open();
    bridge.answer('app.autostart', {
      ok: false,
      failure: failure({ kind: 'storage', what: 'the entry' }),
    });
    await user.click(choiceOf());
    await user.click(await screen.findByRole('option', { name: 'Yes' }));
    expect(sentTo(bridge, 'app.autostart').at(-1)).toEqual({ on: true });
    await waitFor(() => expect(toasts()).toHaveLength(1));
    expect(choiceOf().textContent).toContain('No');
  });
});
