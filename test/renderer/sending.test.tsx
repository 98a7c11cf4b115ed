import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Overlay } from '../../renderer/view-state.ts';
import type { CommandName } from '../../shared/contract.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { pageTitle } from './support/reads.ts';
import { renderPanel, type Shown } from './support/render-panel.tsx';

const submit = '{Control>}{Enter}{/Control}';
const refused = failed(failure({ kind: 'storage', what: 'the file' }));

/** Lets the command be answered when the test says so. */
const held = ({ bridge }: Shown, name: CommandName) => {
  const waiting: ((reply: Reply<unknown>) => void)[] = [];
  bridge.answer(name, () => new Promise((resolve) => waiting.push(resolve)));
  return (reply: Reply<unknown>) =>
    act(async () => {
      for (const resolve of waiting.splice(0)) resolve(reply);
      await Promise.resolve();
    });
};

const fill = (field: HTMLElement, value: string) => {
  fireEvent.change(field, { target: { value } });
  field.focus();
};

const openByName = async ({ view }: Shown, overlay: Overlay) => {
  act(() => view.getState().show(overlay));
  (await screen.findByLabelText('Name')).focus();
};

interface Case {
  readonly what: string;
  readonly from: string;
  readonly open: (shown: Shown) => void | Promise<void>;
  readonly keys: string;
  readonly command: CommandName;
  /** The button's words before, and meanwhile. */
  readonly label: RegExp;
  readonly busy: string;
}

const cases: readonly Case[] = [
  {
    what: 'a key',
    from: 'helper-waiting-for-sign-in',
    open: () => fill(screen.getByLabelText('Key for OpenAI'), 'sk-new'),
    keys: '{Enter}',
    command: 'credentials.set',
    label: /^Sign in and continue/,
    busy: 'Saving',
  },
  {
    what: 'a gateway’s token',
    from: 'gateway-unauthorized',
    open: () => fill(screen.getByLabelText('Gateway token'), 'fresh'),
    keys: '{Enter}',
    command: 'gateway.configure',
    label: /^Set token/,
    busy: 'Saving',
  },
  {
    what: 'an answer to the gateway',
    from: 'wizard-secret',
    open: () => fill(screen.getByLabelText('Answer'), 'sk-new'),
    keys: '{Enter}',
    command: 'credentials.wizard-answer',
    label: /^Send/,
    busy: 'Sending',
  },
  {
    what: 'a new account',
    from: 'credentials-none',
    open: (shown) => openByName(shown, { kind: 'add-credential' }),
    keys: submit,
    command: 'credentials.add-account',
    label: /^Add and sign in/,
    busy: 'Adding',
  },
  {
    what: 'a template',
    from: 'settings',
    open: (shown) => openByName(shown, { kind: 'template', templateId: 'codex-5.5' }),
    keys: submit,
    command: 'templates.save',
    label: /^Save template/,
    busy: 'Saving',
  },
  {
    what: 'an address',
    from: 'gateway-waiting',
    open: async ({ view }) => {
      act(() => view.getState().show({ kind: 'connect' }));
      fill(await screen.findByLabelText('Address'), 'ws://127.0.0.1:9');
    },
    keys: submit,
    command: 'gateway.configure',
    label: /^Connect/,
    busy: 'Saving',
  },
];

describe('what is sent', () => {
  it.each(cases)(
    '$what goes once for two presses, is seen to go, and may go again',
    async (one) => {
      const shown = await renderPanel(fixture(one.from));
      const answer = held(shown, one.command);
      await one.open(shown);
      const button = screen.getAllByRole('button', { name: one.label }).at(-1);
      await shown.user.keyboard(one.keys);
      await shown.user.keyboard(one.keys);
      expect(sentTo(shown.bridge, one.command)).toHaveLength(1);
      expect(button?.textContent).toContain(one.busy);
      expect(button?.getAttribute('aria-disabled')).toBe('true');
      await answer(refused);
      expect(button?.textContent).not.toContain(one.busy);
      await shown.user.keyboard(one.keys);
      expect(sentTo(shown.bridge, one.command)).toHaveLength(2);
    },
  );

  it.each([
    ['Start again', 'helper-exited', 'helpers.retry'],
    ['Start over', 'helper-asks', 'helpers.continue'],
  ] as const)('goes once for a double click on %s', async (name, from, command) => {
    const shown = await renderPanel(fixture(from));
    const answer = held(shown, command);
    const [button] = screen.getAllByRole('button', { name });
    if (button === undefined) throw new Error(`There is no ${name}.`);
    await shown.user.dblClick(button);
    expect(sentTo(shown.bridge, command)).toHaveLength(1);
    await answer(ok(null));
  });

  it('moves nothing under a person who left the dialog meanwhile', async () => {
    const shown = await renderPanel(fixture('helpers'));
    const answer = held(shown, 'gateway.configure');
    act(() => shown.view.getState().show({ kind: 'connect' }));
    fill(await screen.findByLabelText('Address'), 'ws://127.0.0.1:9');
    await shown.user.keyboard(submit);
    await shown.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await answer(ok(null));
    expect(shown.view.getState().place).toEqual({ view: 'helpers' });
    expect(pageTitle()).toBe('Helpers');
  });

  it('says while a check is under way that it is', async () => {
    const shown = await renderPanel(fixture('credentials'));
    const answer = held(shown, 'credentials.check');
    const row = screen.getByRole('listitem', { name: 'OpenClaw: Mistral' });
    await shown.user.click(within(row).getByRole('button', { name: 'Check: OpenClaw: Mistral' }));
    expect(within(row).getByRole('status').textContent).toBe('Checking with Mistral.');
    await answer(ok(null));
    expect(within(row).getByRole('status').textContent).toBe('');
    expect(sentTo(shown.bridge, 'credentials.check')).toHaveLength(1);
  });
});
