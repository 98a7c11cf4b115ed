import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import { failure } from '../../shared/failure.ts';
import { account, refusedAccount } from '../fakes/panel-accounts.ts';
import { NOW } from '../fakes/panel-moment.ts';
import { workKey } from '../fakes/panel-parts.ts';
import { signingIn, signIns } from '../fakes/panel-sign-ins.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel, type Shown } from './support/render-panel.tsx';

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
const buttons = () =>
  within(sheet())
    .getAllByRole('button')
    .map(({ textContent }) => textContent);
const words = () => sheet().querySelector('.words')?.textContent;
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
    expect(within(sheet()).getByText('WDKQ-7M4TX').tagName).toBe('CODE');
    expect(document.activeElement).toBe(elsewhere);
  });

  it('counts down once a second, as text that no screen reader reads out', async () => {
    const { pass } = await renderPanel(signingIn(signIns.device));
    const timer = within(sheet()).getByRole('timer');
    expect(timer.textContent).toBe('14:32 left');
    pass(2_000);
    expect(timer.textContent).toBe('14:30 left');
    expect(timer.getAttribute('aria-live')).toBe('off');
    expect(within(sheet()).getByRole('status').textContent).toBe('Waiting for the browser');
  });

  it('copies the code by itself where it was opened, and says so', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.device);
    await within(sheet()).findByRole('button', { name: 'Copied' });
    expect(buttons()).toEqual(['Copied', 'Open again', 'Cancel']);
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
    expect(words()).toBe('The old code expiredAsking OpenAI for a new one. 3 helpers still wait.');
    told(shown, { ...signIns.device, userCode: 'RX4N-P0LBQ', opened: false }, 4);
    expect(words()).toBe(
      'The old code expired: here is a new oneEnter this code at auth.openai.com/codex/device. When it is done, 3 helpers go on, one first as a test.',
    );
    expect(sheet().querySelector('code')?.textContent).toBe('RX4N-P0LBQ');
    expect(buttons()).toEqual(['Copy code', 'Open with new code', 'Cancel']);
    expect(sentTo(shown.bridge, 'credentials.sign-in-copy')).toHaveLength(1);
  });

  it('goes over to a device code when asked, and at once', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns['port-taken']);
    expect(words()).toBe(
      'Another program holds the portThe browser sign-in needs port 1455, and node (process 4711) holds it. Bulkhead leaves that alone. A code needs no port.',
    );
    shown.bridge.answer('credentials.sign-in', never);
    await shown.user.click(button('Use a code instead'));
    expect(words()).toBe('Signing in to OpenAIAsking OpenAI for a code.');
    expect(sentTo(shown.bridge, 'credentials.sign-in').at(-1)).toEqual({
      id: 'openai',
      flow: 'device',
    });
  });

  it('stays after a failure, with the words of the other side', async () => {
    const shown = await start();
    await shown.user.click(shown.opener);
    told(shown, signIns.denied);
    expect(words()).toBe(
      'Sign-in was deniedYou or OpenAI declined it in the browser. 3 helpers still wait. OpenAI said: “access_denied: the user declined”',
    );
    await shown.user.click(button('Close'));
    expect(screen.queryByRole('group')).toBeNull();
  });

  it('is read out at once where it does not go on by itself, politely where it does', async () => {
    const shown = await renderPanel(signingIn(signIns.browser));
    const live = () => sheet().querySelector('[aria-live]');
    const spoken = () => [live()?.getAttribute('aria-live'), live()?.textContent];
    expect(spoken()).toEqual(['polite', expect.stringMatching(/^Finish in your browser/)]);
    expect(live()?.contains(within(sheet()).getByRole('timer'))).toBe(false);
    told(shown, signIns.expired);
    expect(spoken()).toEqual(['polite', expect.stringMatching(/^The old code expired/)]);
    for (const [version, name] of (['denied', 'failed', 'port-taken'] as const).entries()) {
      told(shown, signIns[name], version + 3);
      const { title = '', sentence = '' } =
        describeSignIn(refusedAccount(signIns[name]), NOW) ?? {};
      expect(spoken()).toEqual(['assertive', `${title}${sentence}`]);
    }
  });

  it('is described by its sentence to who comes into it', async () => {
    await renderPanel(signingIn(signIns.browser));
    const id = sheet().getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(id)?.textContent).toMatch(/^The page of OpenAI was opened\./);
  });

  it('says why main would not begin', async () => {
    const shown = await start();
    shown.bridge.answer('credentials.sign-in', {
      ok: false,
      failure: failure({ kind: 'not-found', command: 'codex' }),
    });
    await shown.user.click(shown.opener);
    await waitFor(() => expect(words()).toContain('codex was not found'));
    expect(words()).toBe('codex was not foundThe sign-in ended. 3 helpers still wait.');
    expect(buttons()).toEqual(['Try again', 'Use a code instead', 'Close']);
  });

  it('comes back when it could not be cancelled', async () => {
    const shown = await renderPanel(signingIn(signIns.device));
    shown.bridge.answer('credentials.sign-in-cancel', {
      ok: false,
      failure: failure({ kind: 'unexpected' }),
    });
    await shown.user.click(button('Cancel'));
    const again = await screen.findByRole('group');
    expect(within(again).getByText('WDKQ-7M4TX').tagName).toBe('CODE');
    told(shown, null);
    expect(screen.queryByRole('group')).toBeNull();
  });

  it('is gone when the sign-in is done, and nobody waited: that is said', async () => {
    const base = account({ signIn: signIns.browser });
    const { change } = await renderPanel({
      ...signingIn(null),
      panel: { ...signingIn(null).panel, credentials: [base], helpers: [] },
    });
    expect(words()).toMatch(/^Finish in your browser/);
    change({ credentials: [{ ...base, version: 2, generation: 2, signIn: signIns.done }] });
    expect(screen.queryByRole('group')).toBeNull();
    await waitFor(() => expect(toasts()).toEqual(['ok: Signed in to ChatGPT.']));
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

  it('says why it has administrator rights, until it is over', async () => {
    const shown = await renderPanel(fixture('wizard-select'));
    expect(sheet().textContent).toContain('asks for administrator rights (operator.admin)');
    const { credentials } = fixture('sign-in-key-possible').panel;
    shown.change({ credentials: credentials.map((one) => ({ ...one, version: 2 })) });
    expect(sheet().textContent).toContain('Try again');
    expect(sheet().textContent).not.toContain('operator.admin');
  });

  it('says of a sign-in that is not the gateway’s nothing of such rights', async () => {
    await renderPanel(signingIn(signIns.browser));
    expect(sheet().textContent).not.toContain('operator.admin');
  });

  it('asks for nothing while it only reports', async () => {
    await renderPanel(fixture('wizard-progress'));
    const names = within(sheet())
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
    expect(names).toEqual(['Cancel']);
  });
});
