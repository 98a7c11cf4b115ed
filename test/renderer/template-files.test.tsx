import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { templatesFile } from '../fakes/templates-file.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const open = async (...prepare: readonly Parameters<typeof renderPanel>[1][]) => {
  const shown = await renderPanel(fixture('settings'), ...prepare);
  const group = screen.getByRole('region', { name: 'Templates' });
  const press = async (name: string) =>
    shown.user.click(await screen.findByRole('button', { name }));
  const fromMenu = async (template: string, entry: string) => {
    await press(`More actions for ${template}`);
    await shown.user.click(await screen.findByRole('menuitem', { name: entry }));
  };
  return { ...shown, group, press, fromMenu };
};

const question = () => screen.findByRole('dialog', { name: 'Import templates' });

describe('an import of templates in the window', () => {
  it('shows what each may do and where it sends, and only then adds them', async () => {
    const { bridge, press } = await open((main) => {
      main.answer('templates.import', ok({ ids: ['a', 'b'] }));
    });
    await press('Import…');
    const dialog = await question();
    const rows = within(within(dialog).getByRole('list')).getAllByRole('listitem');
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Codex 5\.5 \(2\) \(“Codex 5\.5” is taken\)FilesReads, never writes/),
      expect.stringMatching(
        /^House writerFilesMay write in its folder.*http:\/\/127\.0\.0\.1:8080/,
      ),
    ]);
    expect(sentTo(bridge, 'templates.import')).toEqual([]);
    await press('Add 2 templates');
    await waitFor(() => expect(toasts()).toEqual(['ok: 2 templates added.']));
    expect(sentTo(bridge, 'templates.import')).toEqual([{ text: templatesFile.text }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says what is wrong with a file, and takes another one', async () => {
    const { bridge, press } = await open((main) => {
      const what = '“x.json”, line 7: sandbox: is missing';
      main.answer('templates.open', failed(failure({ kind: 'invalid-input', what })));
    });
    await press('Import…');
    const dialog = await question();
    expect(within(dialog).getByRole('alert').textContent.trim()).toBe(
      'Not accepted: “x.json”, line 7: sandbox: is missing.',
    );
    expect(within(dialog).queryByRole('button', { name: /^Add/ })).toBeNull();
    bridge.answer('templates.open', ok(templatesFile));
    await press('Choose another file…');
    await screen.findByRole('button', { name: 'Add 2 templates' });
    expect(within(await question()).queryByRole('alert')).toBeNull();
  });

  it('shows nothing where no file was chosen, and why main did not take one', async () => {
    const { bridge, press } = await open((main) => main.answer('templates.open', ok(null)));
    await press('Import…');
    await waitFor(() => expect(sentTo(bridge, 'templates.open')).toHaveLength(1));
    expect(screen.queryByRole('dialog')).toBeNull();
    bridge.answer('templates.open', ok(templatesFile));
    bridge.answer('templates.import', failed(failure({ kind: 'storage', what: 'the settings' })));
    await press('Import…');
    await press('Add 2 templates');
    const alert = await within(await question()).findByRole('alert');
    expect(alert.textContent.trim()).toBe('Could not be saved: the settings.');
  });
});

describe('an export of templates in the window', () => {
  it('has all of them, or one, and says where they are', async () => {
    const { bridge, press, fromMenu } = await open((main) => {
      main.answer('templates.export', ({ ids }) => ok({ path: `/home/ana/${ids.length}.json` }));
    });
    await press('Export…');
    await waitFor(() => expect(toasts()).toEqual(['ok: Saved /home/ana/0.json.']));
    await fromMenu('House model', 'Export…');
    await waitFor(() => expect(toasts()).toContain('ok: Saved /home/ana/1.json.'));
    const { templates } = fixture('settings').panel;
    const house = templates.find(({ name }) => name === 'House model');
    expect(sentTo(bridge, 'templates.export')).toEqual([{ ids: [] }, { ids: [house?.id] }]);
  });
});

describe('a duplicate of a template', () => {
  it('is a new one under a free name, with what the form does not show', async () => {
    const { bridge, press, fromMenu } = await open();
    const { templates } = fixture('settings').panel;
    const house = templates.find(({ name }) => name === 'House model');
    await fromMenu('House model', 'Duplicate…');
    const dialog = await screen.findByRole('dialog', { name: 'New template' });
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe(
      'House model (2)',
    );
    await press('Save template');
    const { id: _, ...rest } = house ?? { id: '' };
    await waitFor(() =>
      expect(sentTo(bridge, 'templates.save')).toEqual([
        { template: { ...rest, name: 'House model (2)' } },
      ]),
    );
  });
});
