import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { credentialButton, describeCredentialAct } from '../../shared/describe-credential-act.ts';
import { failure } from '../../shared/failure.ts';
import { account, everyCredential, refusedAccount } from '../fakes/panel-accounts.ts';
import { NOW } from '../fakes/panel-moment.ts';
import { workKey } from '../fakes/panel-parts.ts';
import { signingIn, signIns } from '../fakes/panel-sign-ins.ts';
import { fixture, renderPanel, sentTo, type Shown } from './support/render-panel.tsx';

const never = () => new Promise<never>(() => undefined);

const nextOf = (signIn: SignInView | null, version: number): readonly CredentialView[] => [
  { ...refusedAccount(signIn), version },
  workKey,
];

/** Main tells of a new moment of the sign-in. */
const told = ({ change }: Shown, signIn: SignInView | null, version = 2): void =>
  change({ credentials: nextOf(signIn, version) });

const start = async (): Promise<Shown & { readonly opener: HTMLElement }> => {
  const shown = await renderPanel(signingIn(null));
  const opener = screen.getByRole('button', { name: 'Sign in and continue (3): ChatGPT' });
  return { ...shown, opener };
};

const sheet = (): HTMLElement => {
  const [first] = screen.getAllByRole('group');
  if (first === undefined) throw new Error('There is no sheet.');
  return first;
};
const button = (name: string): HTMLElement => within(sheet()).getByRole('button', { name });

describe('the sheet of a sign-in', () => {
  it('is there at the click, before main has answered, and takes the focus', async () => {
    const shown = await start();
    shown.bridge.answer('credentials.sign-in', never);
    await shown.user.click(shown.opener);
    expect(screen.getByRole('group', { name: 'Signing in to OpenAI' })).toBe(
      document.activeElement,
    );
    expect(sentTo(shown.bridge, 'credentials.sign-in')).toEqual([
      { id: 'openai', flow: 'browser' },
    ]);
  });

  it('gives the focus back to what opened it when Esc cancels', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.browser);
    await shown.user.keyboard('{Escape}');
    expect(screen.queryByRole('group')).toBeNull();
    expect(document.activeElement).toBe(
      screen.getByRole('button', { name: 'Sign in and continue (3): ChatGPT' }),
    );
    expect(sentTo(shown.bridge, 'credentials.sign-in-cancel')).toEqual([{ id: 'openai' }]);
  });

  it('keeps the focus when a step takes away the control that had it', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.browser);
    button('Use a code instead').focus();
    told(shown, signIns.device, 3);
    expect(document.activeElement).toBe(sheet());
  });

  it('takes no focus when it was not opened here', async () => {
    const shown = await start();
    shown.opener.focus();
    const elsewhere = screen.getByRole('button', { name: 'Add credential' });
    elsewhere.focus();
    told(shown, signIns.device);
    expect(sheet()).toBeDefined();
    expect(document.activeElement).toBe(elsewhere);
  });

  it('counts down once a second, as text that no screen reader reads out', async () => {
    vi.useFakeTimers({ now: NOW, shouldAdvanceTime: true });
    await renderPanel(signingIn(signIns.device));
    const timer = within(sheet()).getByRole('timer');
    expect(timer.textContent).toBe('14:32 left');
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(timer.textContent).toBe('14:30 left');
    expect(timer.getAttribute('aria-live')).toBe('off');
    expect(within(sheet()).getByRole('status').textContent).toBe('Waiting for the browser');
  });

  it('copies the code by itself where it was opened, and says so', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.device);
    expect(await within(sheet()).findByRole('button', { name: 'Copied' })).toBeDefined();
    expect(sentTo(shown.bridge, 'credentials.sign-in-copy')).toEqual([{ id: 'openai' }]);
  });

  it('does not say that a code was copied when it could not be', async () => {
    const shown = await renderPanel(signingIn(signIns.device));
    shown.bridge.answer('credentials.sign-in-copy', {
      ok: false,
      failure: failure({ kind: 'unexpected' }),
    });
    await shown.user.click(button('Copy code'));
    expect(within(sheet()).queryByRole('button', { name: 'Copied' })).toBeNull();
  });

  it('shows a new code in place of one that ran out, and leaves the copying to the person', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.device);
    await within(sheet()).findByRole('button', { name: 'Copied' });
    told(shown, signIns.expired, 3);
    expect(within(sheet()).getByText('The old code expired')).toBeDefined();
    told(shown, { ...signIns.device, userCode: 'RX4N-P0LBQ', opened: false }, 4);
    expect(within(sheet()).getByText('The old code expired: here is a new one')).toBeDefined();
    expect(within(sheet()).getByText('RX4N-P0LBQ')).toBeDefined();
    expect(button('Copy code')).toBeDefined();
    expect(button('Open with new code')).toBeDefined();
    expect(sentTo(shown.bridge, 'credentials.sign-in-copy')).toHaveLength(1);
  });

  it('goes over to a device code when asked, and at once', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns['port-taken']);
    expect(within(sheet()).getByText(/node \(process 4711\) holds it/)).toBeDefined();
    shown.bridge.answer('credentials.sign-in', never);
    await shown.user.click(button('Use a code instead'));
    expect(within(sheet()).getByText('Asking OpenAI for a code.')).toBeDefined();
    expect(sentTo(shown.bridge, 'credentials.sign-in').at(-1)).toEqual({
      id: 'openai',
      flow: 'device',
    });
  });

  it('stays after a failure, with the words of the other side', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.denied);
    expect(within(sheet()).getByText(/access_denied: the user declined/)).toBeDefined();
    await shown.user.click(button('Close'));
    expect(screen.queryByRole('group')).toBeNull();
  });

  it('says why main would not begin', async () => {
    const shown = await start();
    shown.bridge.answer('credentials.sign-in', {
      ok: false,
      failure: failure({ kind: 'not-found', command: 'codex' }),
    });
    await shown.user.click(shown.opener);
    expect(await within(sheet()).findByText('codex was not found')).toBeDefined();
    expect(button('Try again')).toBeDefined();
  });

  it('comes back when it could not be cancelled', async () => {
    const shown = await renderPanel(signingIn(signIns.device));
    shown.bridge.answer('credentials.sign-in-cancel', {
      ok: false,
      failure: failure({ kind: 'unexpected' }),
    });
    await shown.user.click(button('Cancel'));
    await waitFor(() => expect(screen.queryByRole('group')).not.toBeNull());
    told(shown, null);
    expect(screen.queryByRole('group')).toBeNull();
  });

  it('is gone when the sign-in is done, and nobody waited: that is said', async () => {
    const base = account({ signIn: signIns.browser });
    const { change } = await renderPanel({
      ...signingIn(null),
      panel: { ...signingIn(null).panel, credentials: [base], helpers: [] },
    });
    expect(sheet()).toBeDefined();
    change({ credentials: [{ ...base, version: 2, generation: 2, signIn: signIns.done }] });
    expect(screen.queryByRole('group')).toBeNull();
    expect(await screen.findByText('Signed in to ChatGPT.')).toBeDefined();
  });

  it('opens on the card of a helper that waits, in place of its button', async () => {
    const { bridge, user } = await renderPanel(fixture('helper-account-refused'));
    await user.click(screen.getByRole('button', { name: 'Sign in and continue (3)' }));
    const card = screen.getByRole('region', { name: 'Sign-in refused by OpenAI' });
    expect(within(card).getByRole('group')).toBe(document.activeElement);
    expect(sentTo(bridge, 'credentials.sign-in')).toEqual([{ id: 'openai', flow: 'browser' }]);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(
      screen.getByRole('button', { name: 'Sign in and continue (3)' }),
    );
  });

  it('gives way to the field for a key where one would do', async () => {
    const { bridge, user } = await renderPanel(fixture('sign-in-key-possible'));
    await user.click(button('Use an API key'));
    const field = await screen.findByLabelText<HTMLInputElement>('Key for Google');
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(sentTo(bridge, 'credentials.sign-in-cancel')).toEqual([{ id: 'google' }]);
    await user.keyboard('key-of-google{Enter}');
    expect(sentTo(bridge, 'credentials.set')).toEqual([{ id: 'google', secret: 'key-of-google' }]);
    await waitFor(() => expect(screen.queryByLabelText('Key for Google')).toBeNull());
    expect(document.body.innerHTML).not.toContain('key-of-google');
  });
});

describe('a step of the gateway’s own sign-in', () => {
  const answers = (shown: Shown) => sentTo(shown.bridge, 'credentials.wizard-answer');

  it.each([
    ['wizard-note', 'Continue', true],
    ['wizard-confirm', 'Yes', true],
    ['wizard-confirm', 'No', false],
    ['wizard-select', 'Choose', 'oauth'],
  ] as const)('%s is answered by “%s”', async (name, label, value) => {
    const shown = await renderPanel(fixture(name));
    await shown.user.click(button(label));
    expect(answers(shown)).toEqual([
      { id: 'google', stepId: expect.stringMatching(/^step-/) as string, value },
    ]);
  });

  it('takes a text by Enter, and one that is secret is not shown', async () => {
    const shown = await renderPanel(fixture('wizard-secret'));
    const field = within(sheet()).getByLabelText<HTMLInputElement>('Answer');
    expect(field.type).toBe('password');
    await shown.user.type(field, 'AIza-secret{Enter}');
    expect(answers(shown)).toMatchObject([{ value: 'AIza-secret' }]);
    expect(field.value).toBe('');
  });

  it('takes several choices', async () => {
    const shown = await renderPanel(fixture('wizard-multiselect'));
    await shown.user.click(screen.getByRole('checkbox', { name: 'gemini-3-nano' }));
    await shown.user.click(screen.getByRole('checkbox', { name: 'gemini-3-pro' }));
    await shown.user.click(screen.getByRole('checkbox', { name: 'gemini-3-nano' }));
    await shown.user.click(button('Choose'));
    expect(answers(shown)).toMatchObject([{ value: ['gemini-3-pro'] }]);
  });

  it('takes another choice with the arrow keys', async () => {
    const shown = await renderPanel(fixture('wizard-select'));
    await shown.user.click(screen.getByRole('radio', { name: 'API key of Google AI Studio' }));
    await shown.user.click(button('Choose'));
    expect(answers(shown)).toMatchObject([{ value: 'key' }]);
  });

  it('asks for nothing while it only reports', async () => {
    await renderPanel(fixture('wizard-progress'));
    const names = within(sheet())
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
    expect(names).toEqual(['Cancel']);
  });
});

describe('the list of credentials', () => {
  it('offers for each exactly what can be done with it', async () => {
    const { user } = await renderPanel(fixture('credentials'));
    for (const credential of everyCredential) {
      const { label, acts } = credential;
      const row = screen.getByRole('listitem', { name: label });
      const button = credentialButton(credential);
      const wanted = acts
        .filter((one) => one !== button.act)
        .map((one) => describeCredentialAct(one, credential));
      const more = within(row).queryByRole('button', { name: `More actions for ${label}` });
      const others = within(row)
        .getAllByRole('button')
        .filter((one) => one !== more);
      expect(others.map(({ textContent }) => textContent)).toEqual(
        button.action === null ? [] : [button.action],
      );
      expect(more !== null, label).toBe(wanted.length > 0);
      if (more === null) continue;
      await user.click(more);
      const entries = await screen.findAllByRole('menuitem');
      expect(entries.map(({ textContent }) => textContent).sort(), label).toEqual(wanted.sort());
      await user.keyboard('{Escape}');
      await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    }
  });

  it('says in a line of its own where the token and the provider disagree', async () => {
    await renderPanel(fixture('credentials'));
    const row = screen.getByRole('listitem', { name: 'ChatGPT' });
    expect(within(row).getByText('The token and the provider disagree.')).toBeDefined();
    expect(within(row).getByText(/Bulkhead believes the provider\./)).toBeDefined();
    const good = screen.getByRole('listitem', { name: 'anthropic:default' });
    expect(within(good).getByText(/it worked 3 min ago: nothing to do\./)).toBeDefined();
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
    expect(sentTo(bridge, 'credentials.add')).toEqual([]);
  });
});
