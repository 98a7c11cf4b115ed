import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { credentialButton } from '../../shared/describe-credential-act.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { everyCredential } from '../fakes/panel-accounts.ts';
import { sentTo } from '../fakes/sent-to.ts';
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
    screen.getByLabelText('Key for Mistral');
    screen.getByText(/asks for administrator rights \(operator\.admin\)/);
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
    await screen.findByText(new RegExp(`${command}$`));
    await user.keyboard('{Escape}');
    expect(screen.queryByText(new RegExp(`${command}$`))).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Check: OpenClaw: Mistral' }));
    await screen.findAllByText(new RegExp(`${command}$`));
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
    expect(within(row).getByText('The token and the provider disagree.')).toBeDefined();
    expect(within(row).getByText(/Bulkhead believes the provider\./)).toBeDefined();
    const good = screen.getByRole('listitem', { name: 'anthropic:default' });
    expect(within(good).getByText(/it worked 3 min ago: nothing to do\./)).toBeDefined();
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
    expect(within(row).getByText(/You are reminded at 17:40\./)).toBeDefined();
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
  });

  it('tries the gateway once and shows it for a device to be paired', async () => {
    const { bridge, user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'Pair again: This device' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
    expect(await screen.findByRole('heading', { level: 1, name: 'Gateway' })).toBeDefined();
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
    expect(within(dialog).getByText(/^Codex 5\.5 and Fix tests use it/)).toBeDefined();
    await user.click(within(dialog).getByRole('radio', { name: 'OpenAI, work key' }));
    await user.click(within(dialog).getByRole('button', { name: 'Switch 2 templates' }));
    await waitFor(() =>
      expect(sentTo(bridge, 'templates.save')).toMatchObject([
        { template: { id: 'codex-5.5', credential: 'work' } },
        { template: { id: 'fix-tests', credential: 'work' } },
      ]),
    );
    expect(await screen.findByText('2 templates now use OpenAI, work key.')).toBeDefined();
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
    await user.click(within(dialog).getByRole('button', { name: 'Show the templates' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeDefined();
  });

  it('asks for another one where there is none', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    await user.click(screen.getByRole('button', { name: 'Switch account: Trial key' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('No other account of Anthropic yet')).toBeDefined();
    await user.click(within(dialog).getByRole('button', { name: 'Add credential…' }));
    expect(await screen.findByRole('dialog', { name: 'Add credential' })).toBeDefined();
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
    await user.click(within(dialog).getByRole('radio', { name: 'Use the sign-in of my codex' }));
    expect(within(dialog).getByText(/nothing is copied/)).toBeDefined();
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
    expect(within(dialog).getByText('Give it a name.')).toBeDefined();
    expect(within(dialog).getByText('Type or paste the key.')).toBeDefined();
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    expect(document.activeElement).toBe(name);
    await user.keyboard('House key{Control>}{Enter}{/Control}');
    expect(document.activeElement).toBe(
      within(dialog).getByLabelText('API key', { selector: 'input[type=password]' }),
    );
    expect(sentTo(bridge, 'credentials.add')).toEqual([]);
  });
});
