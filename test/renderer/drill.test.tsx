import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

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

  it('is no news of the person’s helpers', async () => {
    await renderPanel(fixture('drill-broke'));
    const left = screen.getByRole('navigation');
    expect(within(left).queryByText(/killed/i)).toBeNull();
  });
});
