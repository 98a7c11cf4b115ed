import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { failure } from '../../shared/failure.ts';
import { failed, ok } from '../../shared/result.ts';
import { fixture } from '../fakes/fixture.ts';
import { drills } from '../fakes/panel-drill.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('the drill in the window', () => {
  it('is begun by a button, shows how far it is, and is stopped by one', async () => {
    const { bridge, user, change } = await renderPanel(fixture('drill'));
    await user.click(screen.getByRole('button', { name: 'Run drill' }));
    expect(sentTo(bridge, 'drill.run')).toEqual([{ only: [] }]);
    change({ drill: drills.running });
    const bar = screen.getByRole('progressbar', { name: 'Checks done' });
    expect(bar.getAttribute('aria-valuetext')).toBe(`6 of ${drills.running.checks.length}`);
    expect(screen.queryByRole('button', { name: 'Run drill' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Stop drill' }));
    expect(sentTo(bridge, 'drill.cancel')).toEqual([{}]);
    change({ drill: drills.stopping });
    await user.click(screen.getByRole('button', { name: /Stopping/ }));
    expect(sentTo(bridge, 'drill.cancel')).toHaveLength(1);
    change({ drill: drills.stopped });
    expect(screen.getByRole('status').textContent).toContain('It was stopped');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('tells of each check what it proved, by numbers, and copies the report', async () => {
    const { bridge, user } = await renderPanel(fixture('drill-broke'));
    const row = screen.getByRole('row', { name: /Giant error/ });
    expect(row.textContent).toContain('Bulkhead stood still for 1204 ms');
    expect(within(row).getByText('Broke')).toBeDefined();
    expect(screen.getByRole('row', { name: /Killed process/ }).textContent).toContain(
      'same connection, 0 reconnects; stood 11 ms',
    );
    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    const [copied] = sentTo(bridge, 'app.copy');
    expect(JSON.stringify(copied)).toContain('Bulkhead drill');
    await waitFor(() => expect(toasts()).toEqual(['ok: Copied the report.']));
  });

  it('is begun from the palette, and is then what is shown', async () => {
    const { bridge, user } = await renderPanel(fixture('helpers'));
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('run drill{Enter}');
    expect(sentTo(bridge, 'drill.run')).toEqual([{ only: [] }]);
    expect(await screen.findByRole('heading', { name: 'Drill', level: 1 })).toBeDefined();
  });

  it('is shown to whoever asked for it in the tray, before there is a gateway too', async () => {
    const { bridge } = await renderPanel(fixture('first-run'));
    act(() => bridge.navigate({ view: 'drill' }));
    expect(await screen.findByRole('heading', { name: 'Drill', level: 1 })).toBeDefined();
  });

  it('is no news of the person’s helpers', async () => {
    await renderPanel(fixture('drill-broke'));
    const left = screen.getByRole('navigation');
    expect(within(left).queryByText(/killed/i)).toBeNull();
  });
});

describe('a bundle in the window', () => {
  const open = async (
    from: ReturnType<typeof fixture>,
    prepare?: Parameters<typeof renderPanel>[1],
  ) => {
    const shown = await renderPanel(from, prepare);
    await shown.user.click(screen.getByRole('button', { name: 'Make a bundle…' }));
    return { ...shown, dialog: await screen.findByRole('dialog', { name: 'Bundle' }) };
  };

  it('is shown whole before it is saved', async () => {
    const { bridge, user, dialog } = await open(fixture('settings'), (main) => {
      main.answer('bundle.save', ok({ path: '/home/ana/b.txt' }));
    });
    const text = await within(dialog).findByRole('region', { name: 'Bundle text' });
    expect(text.textContent).toBe(fixture('settings').bundle);
    expect(sentTo(bridge, 'bundle.save')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    await waitFor(() => expect(toasts()).toEqual(['ok: Saved /home/ana/b.txt.']));
    expect(screen.queryByRole('dialog', { name: 'Bundle' })).toBeNull();
  });

  it('stays open where the person chose no place', async () => {
    const { user, dialog } = await open(fixture('settings'), (main) => {
      main.answer('bundle.save', ok(null));
    });
    await user.click(await within(dialog).findByRole('button', { name: 'Save…' }));
    expect(screen.getByRole('dialog', { name: 'Bundle' })).toBeDefined();
  });

  it('cannot be saved where none is made, and says why', async () => {
    const { dialog } = await open(fixture('settings'), (main) => {
      main.answer('bundle.make', failed(failure({ kind: 'would-leak', what: 'the bundle' })));
    });
    expect((await within(dialog).findByRole('alert')).textContent).toContain('Not made');
    expect(within(dialog).queryByRole('button', { name: 'Save…' })).toBeNull();
  });
});
