import { cleanup, act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { knownFindings } from '../../renderer/spawn/use-flight.ts';
import { describePreflight } from '../../shared/describe-preflight.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { PanelState } from '../../shared/state.ts';
import { NOW } from '../fakes/panel-moment.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import { failure } from '../../shared/failure.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { fault, toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('the spawn dialog', () => {
  it('starts a helper by keyboard alone and gives the focus back on Esc', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    const opener = screen.getByRole('button', { name: 'New helper' });
    opener.focus();
    await user.keyboard('{Control>}n{/Control}');
    const prompt = await screen.findByRole('textbox', { name: 'Prompt' });
    await waitFor(() => expect(document.activeElement).toBe(prompt));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(opener));

    await user.keyboard('{Control>}n{/Control}');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Prompt' })),
    );
    await user.keyboard('Review the queue');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.spawn')).toEqual([
        {
          templateId: 'codex-5.5',
          prompt: 'Review the queue',
          cwd: '/home/ana/src/api',
          isolated: true,
        },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'New helper' })).toBeNull());
    await waitFor(() => expect(toasts()).toEqual(['ok: Helper from Codex 5.5 added.']));
  });

  it('chooses the shared client with the arrow keys', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await user.keyboard('{Control>}n{/Control}');
    await user.type(await screen.findByRole('textbox', { name: 'Prompt' }), 'go');
    screen.getByRole('radio', { name: 'Isolated' }).focus();
    await user.keyboard('{ArrowRight}');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.spawn')).toMatchObject([{ isolated: false }]),
    );
  });

  it('says below the field what is missing, and sends nothing', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await user.keyboard('{Control>}n{/Control}');
    await user.click(await screen.findByRole('button', { name: /^Start/ }));
    const prompt = screen.getByRole('textbox', { name: 'Prompt' });
    const wrong = { invalid: 'true', reason: 'Say what the helper is to do.' };
    await waitFor(() => expect(fault(prompt)).toEqual(wrong));
    expect(document.activeElement).toBe(prompt);
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([]);
  });

  it('puts the refusal of a folder below the folder', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    bridge.answer('helpers.spawn', {
      ok: false,
      failure: failure({
        kind: 'misconfigured',
        what: 'the folder /home/ana/src/api does not exist',
        folder: '/home/ana/src/api',
      }),
    });
    await user.keyboard('{Control>}n{/Control}');
    await user.type(await screen.findByRole('textbox', { name: 'Prompt' }), 'go');
    await user.keyboard('{Control>}{Enter}{/Control}');
    const folder = screen.getByRole('textbox', { name: 'Folder' });
    await waitFor(() => expect(fault(folder).invalid).toBe('true'));
    expect(fault(folder).reason).toBe(
      'Configuration is wrong: the folder /home/ana/src/api does not exist.',
    );
    expect(screen.getByRole('dialog').contains(folder)).toBe(true);
  });

  it('takes the folder that the desktop’s dialog answers', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    bridge.answer('app.choose-folder', { ok: true, value: '/srv/work' });
    await user.keyboard('{Control>}n{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Choose folder…' }));
    const folder = screen.getByRole<HTMLInputElement>('textbox', { name: 'Folder' });
    await waitFor(() => expect(folder.value).toBe('/srv/work'));
  });

  it('leaves the folder to main when none was named', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await user.keyboard('{Control>}n{/Control}');
    await user.clear(await screen.findByRole('textbox', { name: 'Folder' }));
    await user.type(screen.getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(sentTo(bridge, 'helpers.spawn')).toMatchObject([{ cwd: null }]));
  });

  it('opens on the template that the tray named', async () => {
    const { bridge } = await renderPanel(fixture('helpers'));
    bridge.navigate({ view: 'spawn', templateId: 'fix-tests' });
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('combobox', { name: 'Template' }).textContent).toContain(
      'Fix tests',
    );
  });
});

describe('the line before a spawn', () => {
  const { panel } = fixture('helper-running');
  const refused = fixture('helper-waiting-for-sign-in').panel;
  const words = (state: PanelState) =>
    describePreflight(
      {
        findings: knownFindings(state, builtInTemplate),
        codex: state.app.codex.phase === 'found' ? state.app.codex.version : null,
        isWhole: false,
        byKey: true,
      },
      NOW,
    );

  it('promises a start only when program, sign-in and a slot are there', () => {
    expect(words(panel)).toMatchObject({ first: { tone: 'ok' }, label: 'Start' });
    expect(words(refused)).toMatchObject({
      first: { tone: 'attention', mend: 'sign-in' },
      label: 'Start when signed in',
    });
    expect(words(fixture('codex-missing').panel).first).toMatchObject({
      tone: 'fail',
      title: 'Will fail: codex was not found.',
    });
    const full = {
      ...panel,
      settings: { ...panel.settings, limits: { ...panel.settings.limits, alive: 1 } },
    };
    expect(words(full).first).toMatchObject({ title: 'Will be queued.' });
  });

  const firstLine = (dialog: HTMLElement) => within(dialog).getByRole('status').textContent;
  const submitOf = (dialog: HTMLElement) =>
    dialog.querySelector('[aria-keyshortcuts="Control+Enter"]')?.firstChild?.textContent;

  const open = async (name: string) => {
    const shown = await renderPanel(fixture(name));
    await shown.user.keyboard('{Control>}n{/Control}');
    return { ...shown, dialog: await screen.findByRole('dialog', { name: 'New helper' }) };
  };

  it('is what main found, once main has looked', async () => {
    const { bridge, dialog } = await open('look-folder');
    const line = await within(dialog).findByText(/^Will fail: /);
    expect(line.textContent).toBe(
      'Will fail: Configuration is wrong: the folder /home/ana/src/api does not exist.',
    );
    expect(submitOf(dialog)).toBe('Start anyway');
    expect(sentTo(bridge, 'helpers.preflight')).toEqual([
      { templateId: 'codex-5.5', cwd: '/home/ana/src/api' },
    ]);
  });

  it('has a client prepared once nothing stands in its way, and none otherwise', async () => {
    const { bridge } = await open('look-ready');
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.prepare')).toEqual([
        { templateId: 'codex-5.5', cwd: '/home/ana/src/api' },
      ]),
    );
    cleanup();
    const stopped = await open('look-folder');
    await within(stopped.dialog).findByText(/^Will fail: /);
    expect(sentTo(stopped.bridge, 'helpers.prepare')).toEqual([]);
  });

  it('has no client prepared for a helper that shares one', async () => {
    const { bridge, dialog, user } = await open('look-ready');
    await waitFor(() => expect(sentTo(bridge, 'helpers.prepare')).toHaveLength(1));
    await user.click(within(dialog).getByRole('radio', { name: /^Shared/ }));
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    fireEvent.change(folder, { target: { value: '/srv' } });
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.preflight').at(-1)).toMatchObject({ cwd: '/srv' }),
    );
    expect(sentTo(bridge, 'helpers.prepare')).toHaveLength(1);
  });

  it('has everything else that was found below it, the weightiest first', async () => {
    const { dialog } = await open('look-warns');
    await waitFor(() => expect(firstLine(dialog)).toContain('Session main'));
    expect(firstLine(dialog)).toBe(
      'Session main uses the same sign-in to OpenAI. A refusal would make OpenClaw rest that sign-in for the session too.',
    );
    const others = within(dialog)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(others).toEqual([
      'Little memory left: 310 MB. It may fail half way.',
      expect.stringContaining('Its sign-in ends'),
    ]);
  });

  it('is asked for once when the typing rests, not for every letter', async () => {
    const { bridge, dialog } = await open('look-ready');
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    for (const value of ['/', '/s', '/sr', '/srv']) fireEvent.change(folder, { target: { value } });
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.preflight').at(-1)).toMatchObject({ cwd: '/srv' }),
    );
    const partly = sentTo(bridge, 'helpers.preflight').filter((input) =>
      ['/', '/s', '/sr'].includes((input as { readonly cwd: string }).cwd),
    );
    expect(partly).toEqual([]);
  });

  it('drops an answer to a question that is not asked any more', async () => {
    const { bridge, dialog } = await open('look-ready');
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    await within(dialog).findByText(/folder, free slot/);
    let late: (reply: Reply<unknown>) => void = () => undefined;
    bridge.answer('helpers.preflight', ({ cwd }) =>
      cwd === '/old'
        ? new Promise((resolve) => {
            late = resolve;
          })
        : { ok: true, value: { findings: [], codex: '0.169.0', tookMs: 1 } },
    );
    fireEvent.change(folder, { target: { value: '/old' } });
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.preflight').at(-1)).toMatchObject({ cwd: '/old' }),
    );
    fireEvent.change(folder, { target: { value: '/new' } });
    await within(dialog).findByText(/folder, free slot/);
    late({
      ok: true,
      value: {
        findings: [{ kind: 'will-queue', alive: 20, limit: 20 }],
        codex: '0.169.0',
        tookMs: 1,
      },
    });
    await act(() => Promise.resolve());
    expect(submitOf(dialog)).toBe('Start');
    expect(firstLine(dialog)).toBe('Ready. codex 0.169.0, sign-in, folder, free slot');
  });

  it('starts nothing that may write in all of the home folder before a yes, and asks anew for another', async () => {
    const { bridge, user, dialog } = await open('look-ready');
    const found = (folder: string) =>
      ok({
        findings: [
          { kind: 'writes-widely', folder, reach: 'home', others: [] },
          { kind: 'writes-with', folder, who: 'session', name: 'main' },
        ],
        codex: '0.169.0',
        tookMs: 1,
      });
    bridge.answer('helpers.preflight', ({ cwd }) => found(String(cwd)));
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    fireEvent.change(folder, { target: { value: '/home/ana' } });
    const question = 'Let its commands write in all of /home/ana';
    const box = await within(dialog).findByRole('checkbox', { name: question });
    expect(
      within(dialog)
        .getAllByRole('status')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'It may write in all of your home folder. A command could change ~/.bashrc or what starts with your session.',
      'Session main writes in this folder too. Each could change what the other works on.',
      expect.stringMatching(/^Ready/),
    ]);
    await user.type(within(dialog).getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.click(within(dialog).getByRole('button', { name: 'Start' }));
    await waitFor(() =>
      expect(fault(folder).reason).toBe('Say yes below, or choose another folder.'),
    );
    expect(document.activeElement).toBe(box);
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([]);

    await user.click(box);
    expect(fault(folder).invalid).toBe('false');
    fireEvent.change(folder, { target: { value: '/home' } });
    const other = await within(dialog).findByRole('checkbox', { name: /write in all of \/home$/ });
    expect(other).toHaveProperty('checked', false);
    await user.click(other);
    await user.click(within(dialog).getByRole('button', { name: 'Start' }));
    expect(sentTo(bridge, 'helpers.spawn')).toMatchObject([{ cwd: '/home', confirmed: true }]);
  });

  it('says at the folder that main wants a yes, where it was started before the look was over', async () => {
    const { bridge, user, dialog } = await open('look-ready');
    bridge.answer('helpers.preflight', () => new Promise(() => undefined));
    const what = 'It may write in all of your home folder.';
    bridge.answer('helpers.spawn', () => failed(failure({ kind: 'needs-confirmation', what })));
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    fireEvent.change(folder, { target: { value: '/home/ana' } });
    await user.type(within(dialog).getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.click(within(dialog).getByRole('button', { name: 'Start' }));
    await waitFor(() => expect(fault(folder).reason).toContain(what));
  });

  it('asks again for a folder that has not answered, until it is known', async () => {
    const { bridge, dialog } = await open('look-ready');
    const folder = within(dialog).getByRole('textbox', { name: 'Folder' });
    let asked = 0;
    bridge.answer('helpers.preflight', () => {
      asked += 1;
      const silent = { kind: 'misconfigured', what: 'the folder /mnt does not answer' } as const;
      const finding =
        asked === 1
          ? ({ kind: 'folder-slow' } as const)
          : ({ kind: 'will-fail', failure: failure({ ...silent, folder: '/mnt' }) } as const);
      return ok({ findings: [finding], codex: '0.169.0', tookMs: 1 });
    });
    fireEvent.change(folder, { target: { value: '/mnt' } });
    await within(dialog).findByText('The folder has not answered yet.');
    await within(dialog).findByText(/the folder \/mnt does not answer/, {}, { timeout: 5_000 });
    expect(asked).toBe(2);
  });

  it('swallows no click: what would wait is accepted and waits', async () => {
    const { bridge, user, dialog } = await open('look-waits');
    await within(dialog).findByText('Will wait: sign-in refused at 14:02.');
    await user.type(within(dialog).getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.click(within(dialog).getByRole('button', { name: 'Start when signed in' }));
    expect(sentTo(bridge, 'helpers.spawn')).toHaveLength(1);
  });

  it('signs in in place, and goes back to what it was once Esc was pressed', async () => {
    const { bridge, user, dialog } = await open('look-waits');
    await user.type(within(dialog).getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.click(await within(dialog).findByRole('button', { name: 'Sign in' }));
    const sheet = within(dialog).getByRole('group', { name: 'Signing in to OpenAI' });
    expect(document.activeElement).toBe(sheet);
    expect(sentTo(bridge, 'credentials.sign-in')).toEqual([{ id: 'openai', flow: 'browser' }]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(within(dialog).queryByRole('group')).toBeNull());
    expect(screen.getByRole('dialog', { name: 'New helper' })).toBe(dialog);
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Sign in' }));
    expect(sentTo(bridge, 'credentials.sign-in-cancel')).toEqual([{ id: 'openai' }]);
  });

  it('goes on to Start with the focus once the sign-in is done', async () => {
    const { bridge, user, dialog, change } = await open('look-waits');
    await user.click(await within(dialog).findByRole('button', { name: 'Sign in' }));
    const ready = { findings: [], codex: '0.169.0', tookMs: 1 };
    bridge.answer('helpers.preflight', { ok: true, value: ready });
    const { credentials } = fixture('sign-in-done').panel;
    change({ credentials: credentials.map((one) => ({ ...one, version: 2 })) });
    const start = await within(dialog).findByRole('button', { name: 'Start' });
    await waitFor(() => expect(document.activeElement).toBe(start));
  });

  it('keeps a sign-in that is open when Start is refused', async () => {
    const { bridge, user, dialog } = await open('look-signing-in');
    bridge.answer('helpers.spawn', { ok: false, failure: failure({ kind: 'storage', what: '' }) });
    await within(dialog).findByText('Will wait: sign-in refused at 14:02.');
    await user.type(within(dialog).getByRole('textbox', { name: 'Prompt' }), 'go');
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Could not be saved: . ');
    const sheet = within(dialog).getByRole('group', { name: 'Finish in your browser' });
    expect(within(sheet).getByRole('status').textContent).toBe('Waiting for the browser');
    await user.click(within(dialog).getByRole('button', { name: 'Start when signed in' }));
    expect(sentTo(bridge, 'helpers.spawn')).toHaveLength(2);
  });

  it('takes a key in place for what is no account', async () => {
    const { bridge, user, dialog } = await open('helper-waiting-for-sign-in');
    await user.click(await within(dialog).findByRole('button', { name: 'Set key' }));
    await user.type(within(dialog).getByLabelText('Key for OpenAI'), 'sk-new{Enter}');
    await waitFor(() =>
      expect(sentTo(bridge, 'credentials.set')).toEqual([{ id: 'openai', secret: 'sk-new' }]),
    );
    expect(screen.getByRole('dialog', { name: 'New helper' })).toBe(dialog);
  });
});
