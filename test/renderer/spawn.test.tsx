import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { preflight } from '../../renderer/spawn/preflight.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import { failure } from '../../shared/failure.ts';
import { fixture, renderPanel, sentTo } from './support/render-panel.tsx';

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
    expect(await screen.findByText('Helper from Codex 5.5 added.')).toBeDefined();
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
    await user.click(
      await screen
        .findByRole('button', { name: 'Start when signed in' })
        .catch(() => screen.getByRole('button', { name: 'Start' })),
    );
    expect(await screen.findByText('Say what the helper is to do.')).toBeDefined();
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
    await waitFor(() => expect(folder.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByRole('dialog')).toBeDefined();
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

describe('preflight', () => {
  const { panel } = fixture('helper-running');
  const refused = fixture('helper-waiting-for-sign-in').panel;

  it('promises a start only when program, sign-in and a slot are there', () => {
    expect(preflight(panel, builtInTemplate)).toMatchObject({ tone: 'ok', label: 'Start' });
    expect(preflight(refused, builtInTemplate)).toMatchObject({
      tone: 'attention',
      label: 'Start when signed in',
      mend: 'key',
    });
    expect(preflight(fixture('codex-missing').panel, builtInTemplate)).toMatchObject({
      tone: 'fail',
      title: 'Will fail: codex was not found.',
    });
    const full = {
      ...panel,
      settings: { ...panel.settings, limits: { ...panel.settings.limits, alive: 1 } },
    };
    expect(preflight(full, builtInTemplate)).toMatchObject({ title: 'Will be queued.' });
  });
});
