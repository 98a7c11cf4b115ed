import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { credentialButton } from '../../shared/describe-credential-act.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { everyCredential } from '../fakes/panel-accounts.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { fault, pageTitle, toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('the list of credentials', () => {
  it('offers for each exactly what can be done with it', async () => {
    await renderPanel(fixture('credentials'));
    for (const credential of everyCredential) {
      const { label } = credential;
      const row = screen.getByRole('listitem', { name: label });
      const button = credentialButton(credential);
      const more = within(row).queryByRole('button', { name: `More actions for ${label}` });
      const others = within(row)
        .getAllByRole('button')
        .filter((one) => one !== more);
      const remind = credential.state.phase === 'ends-soon' ? ['Remind me'] : [];
      expect(others.map(({ textContent }) => textContent)).toEqual(
        button.action === null ? [] : [...remind, button.action],
      );
      const rest = credential.acts.filter((one) => one !== button.act);
      expect(more !== null, label).toBe(rest.length > 0);
    }
  });

  it('says why a key for OpenClaw needs administrator rights where it is given', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'More actions for OpenClaw: Mistral' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Replace key…' }));
    const field = screen.getByLabelText<HTMLInputElement>('Key for Mistral');
    expect({ type: field.type, value: field.value }).toEqual({ type: 'password', value: '' });
    expect(screen.getByText(/operator\.admin/).textContent).toBe(
      'OpenClaw keeps it. To change it, Bulkhead opens a second, short connection that asks for administrator rights (operator.admin). Its own connection never has them. The key is never shown again.',
    );
    await user.keyboard('{Escape}');
    expect(screen.queryByText(/operator\.admin/)).toBeNull();
  });

  it('names the command that pairs the administrator’s device, under the field and beside a check', async () => {
    const { bridge, user } = await renderPanel(fixture('credentials'));
    const refused = failed(failure({ kind: 'pairing-required', requestId: '3f9c1e' }));
    bridge.answer('credentials.set', () => Promise.resolve(refused));
    bridge.answer('credentials.check', () => Promise.resolve(refused));
    await user.click(screen.getByRole('button', { name: 'More actions for OpenClaw: Mistral' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Replace key…' }));
    await user.type(screen.getByLabelText('Key for Mistral'), 'key-2{Enter}');
    const command = 'Run on its computer: openclaw devices approve 3f9c1e';
    const reason = await screen.findByText(new RegExp(`${command}$`));
    expect(reason.textContent).toBe(
      'This device is not paired with the gateway. Run on its computer: openclaw devices approve 3f9c1e',
    );
    expect(reason.getAttribute('role')).toBe('alert');
    await user.keyboard('{Escape}');
    expect(screen.queryByText(new RegExp(`${command}$`))).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Check: OpenClaw: Mistral' }));
    await waitFor(() =>
      expect(toasts()).toEqual([expect.stringMatching(new RegExp(`^fail: .*${command}$`))]),
    );
  });

  it('says of the password store once what it is, in the bar or in the list', async () => {
    const { change } = await renderPanel(fixture('credentials-memory-only'));
    expect(screen.getAllByText('No password store is running.')).toHaveLength(1);
    const { app } = fixture('credentials-memory-only').panel;
    change({ app: { ...app, notices: [] } });
    expect(screen.getAllByText('No password store is running.')).toHaveLength(1);
  });

  it('has the rest in a menu', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'More actions for ChatGPT, team' }));
    const entries = await screen.findAllByRole('menuitem');
    expect(entries.map(({ textContent }) => textContent)).toEqual([
      'Sign in again…',
      'Check',
      'Keep in a file…',
      'Sign out…',
      'Remove account…',
    ]);
  });

  it('says in a line of its own where the token and the provider disagree', async () => {
    await renderPanel(fixture('credentials'));
    const row = screen.getByRole('listitem', { name: 'ChatGPT' });
    const finding = within(row).getByText('The token and the provider disagree.').parentElement;
    expect(finding?.textContent).toBe(
      'The token and the provider disagree. The token says it is good until 21:40; OpenAI has refused it since 14:02. Bulkhead believes the provider.',
    );
    const good = screen.getByRole('listitem', { name: 'anthropic:default' });
    const nothing = within(good).getByText(/nothing to do\.$/);
    expect(nothing.textContent).toBe(
      'OpenClaw and the provider disagree. OpenClaw says expired; it worked 3 min ago: nothing to do.',
    );
  });

  it('says in what was observed who met the refusal, and its code', async () => {
    await renderPanel(fixture('credentials'));
    const lines = (label: string) => {
      const row = screen.getByRole('listitem', { name: label });
      const all = Array.from(row.querySelectorAll('span'), ({ textContent }) => textContent);
      return all.slice(all.findIndex((line) => /^(Refused|Worked)/.test(line)));
    };
    expect(lines('ChatGPT').slice(0, 3)).toEqual([
      expect.stringMatching(/^Refused /),
      'by api-review (401)',
      'worked 1 h ago',
    ]);
    expect(lines('This device')[1] ?? '').not.toMatch(/^by /);
    expect(lines('Trial key')[1] ?? '').not.toMatch(/^by /);
  });

  it.each([
    ['OpenAI, work key', 'Remove credential…', 'Remove credential', 'credentials.remove', {}],
    ['ChatGPT, team', 'Sign out…', 'Sign out', 'credentials.sign-out', {}],
    ['ChatGPT, team', 'Keep in a file…', 'Keep in a file', 'credentials.keep', { keep: 'file' }],
  ])('asks before %s: %s', async (credential, entry, yes, command, input) => {
    const { bridge, user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: `More actions for ${credential}` }));
    await user.click(await screen.findByRole('menuitem', { name: entry }));
    const question = await screen.findByRole('alertdialog');
    const cancel = within(question).getByRole('button', { name: 'Cancel' });
    await waitFor(() => expect(document.activeElement).toBe(cancel));
    expect(sentTo(bridge, command)).toEqual([]);
    await user.click(within(question).getByRole('button', { name: yes }));
    const { id } = everyCredential.find(({ label }) => label === credential) ?? { id: '' };
    expect(sentTo(bridge, command)).toEqual([{ id, ...input }]);
  });

  it('reminds of a sign-in that ends soon, says when, and keeps the focus in the row', async () => {
    const { bridge, user, change } = await renderPanel(fixture('credentials'));
    const row = screen.getByRole('listitem', { name: 'google:default' });
    await user.click(within(row).getByRole('button', { name: 'Remind me: google:default' }));
    expect(sentTo(bridge, 'credentials.remind')).toEqual([{ id: 'google' }]);
    change({ app: fixture('credentials-reminded').panel.app });
    expect(within(row).getByText(/You are reminded/).textContent).toBe(
      'Ends soon. Sign-in ends today at 18:40 and cannot renew itself. You are reminded at 17:40.',
    );
    expect(within(row).queryByRole('button', { name: /^Remind me/ })).toBeNull();
    expect(document.activeElement).toBe(
      within(row).getByRole('button', { name: 'Sign in now: google:default' }),
    );
  });

  it('explains in place how to mend a password store', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    const how = screen.getByRole('button', { name: 'How to fix: ChatGPT, team' });
    await user.click(how);
    expect(how.getAttribute('aria-expanded')).toBe('true');
    const row = screen.getByRole('listitem', { name: 'ChatGPT, team' });
    expect(row.querySelector('.explained')?.textContent).toBe(
      'The password store is locked. Sign-ins last until you quit. Unlock it, and they are kept.',
    );
  });

  it('tries the gateway once and shows it for a device to be paired', async () => {
    const { bridge, user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'Pair again: This device' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
    await waitFor(() => expect(pageTitle()).toBe('Gateway'));
  });
});

describe('an account at its limit', () => {
  const open = async () => {
    const shown = await renderPanel(fixture('credentials-limited'));
    const opener = screen.getByRole('button', { name: 'Switch account: ChatGPT' });
    await shown.user.click(opener);
    return { ...shown, opener, dialog: await screen.findByRole('dialog') };
  };

  it('gives way to the one that was chosen, in every template that uses it', async () => {
    const { bridge, user, dialog } = await open();
    const users = within(dialog).getByText(/^Codex 5\.5 and Fix tests/);
    expect(users.textContent).toBe(
      'Codex 5.5 and Fix tests use it for new helpers. Helpers that are there keep what they started with.',
    );
    await user.click(within(dialog).getByRole('radio', { name: 'OpenAI, work key' }));
    await user.click(within(dialog).getByRole('button', { name: 'Switch 2 templates' }));
    await waitFor(() =>
      expect(sentTo(bridge, 'templates.save')).toMatchObject([
        { template: { id: 'codex-5.5', credential: 'work' } },
        { template: { id: 'fix-tests', credential: 'work' } },
      ]),
    );
    await waitFor(() => expect(toasts()).toEqual(['ok: 2 templates now use OpenAI, work key.']));
  });

  it('is left as it is by Esc, with the focus back on its button', async () => {
    const { bridge, user, opener } = await open();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(opener));
    expect(sentTo(bridge, 'templates.save')).toEqual([]);
  });

  it('says which template could not be changed, and stays', async () => {
    const { bridge, user, dialog } = await open();
    bridge.answer('templates.save', { ok: false, failure: failure({ kind: 'storage', what: '' }) });
    await user.keyboard('{Control>}{Enter}{/Control}');
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toMatch(/^Codex 5\.5 was not changed: /);
    expect(sentTo(bridge, 'templates.save')).toHaveLength(1);
  });

  it('says so where no template uses it', async () => {
    const from = fixture('credentials-limited');
    const { user } = await renderPanel({ ...from, panel: { ...from.panel, templates: [] } });
    await user.click(screen.getByRole('button', { name: 'Switch account: ChatGPT' }));
    const dialog = await screen.findByRole('dialog');
    const title = within(dialog).getByRole('heading', { name: /^No template/ });
    expect(title.textContent).toBe('No template uses ChatGPT');
    await user.click(within(dialog).getByRole('button', { name: 'Show the templates' }));
    await waitFor(() => expect(pageTitle()).toBe('Settings'));
  });

  it('asks for another one where there is none', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'Switch account: Trial key' }));
    const dialog = await screen.findByRole('dialog');
    const title = within(dialog).getByRole('heading', { name: /^No other/ });
    expect(title.textContent).toBe('No other account of Anthropic yet');
    expect(title.nextElementSibling?.textContent).toBe(
      'Add one, and templates can use it while this one rests.',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Add credential…' }));
    const next = await screen.findByRole('dialog', { name: 'Add credential' });
    expect(within(next).getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe(
      'ChatGPT',
    );
  });
});

describe('adding a credential', () => {
  const open = async () => {
    const shown = await renderPanel(fixture('credentials-none'));
    await shown.user.click(screen.getByRole('button', { name: 'Add credential' }));
    return { ...shown, dialog: await screen.findByRole('dialog') };
  };

  it('begins the sign-in of a new account by keyboard alone', async () => {
    const { bridge, user } = await open();
    bridge.answer('credentials.add-account', { ok: true, value: { id: 'chatgpt' } });
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(sentTo(bridge, 'credentials.sign-in')).toEqual([{ id: 'chatgpt', flow: 'browser' }]),
    );
    expect(sentTo(bridge, 'credentials.add-account')).toEqual([{ label: 'ChatGPT', home: 'own' }]);
  });

  it('takes the sign-in of the person’s codex only when that was chosen, and signs nothing in', async () => {
    const { bridge, user, dialog } = await open();
    const way = within(dialog).getByRole('radio', { name: 'Use the sign-in of my codex' });
    await user.click(way);
    expect(way.getAttribute('aria-checked')).toBe('true');
    expect(within(dialog).getByText(/nothing is copied/).textContent).toBe(
      'Asks your own codex each time; nothing is copied. Bulkhead never signs it in or out: when it ends, run codex login.',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Use it' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog', { name: 'Add credential' })).toBeNull(),
    );
    expect(sentTo(bridge, 'credentials.add-account')).toEqual([
      { label: 'ChatGPT of my codex', home: 'codex' },
    ]);
    expect(sentTo(bridge, 'credentials.sign-in')).toEqual([]);
  });

  it('says below each field what a key lacks', async () => {
    const { bridge, user, dialog } = await open();
    await user.click(within(dialog).getByRole('radio', { name: 'API key' }));
    await user.click(within(dialog).getByRole('button', { name: 'Add credential' }));
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    const key = within(dialog).getByLabelText('API key', { selector: 'input[type=password]' });
    expect(fault(name)).toEqual({ invalid: 'true', reason: 'Give it a name.' });
    expect(fault(key)).toEqual({ invalid: 'true', reason: 'Type or paste the key.' });
    expect(document.activeElement).toBe(name);
    await user.keyboard('House key{Control>}{Enter}{/Control}');
    expect(document.activeElement).toBe(key);
    expect(sentTo(bridge, 'credentials.add')).toEqual([]);
  });
});
