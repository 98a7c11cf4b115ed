import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('names and texts from outside', () => {
  it('stand by themselves, and say what would turn a command or a path round', async () => {
    const { panel, ...rest } = fixture('helper-running');
    const name = '\u202Etset';
    const strange = { name, activity: 'Running rm \u202Ex', cwd: '/srv/a\u2066b' };
    const helpers = panel.helpers.map((helper) => ({ ...helper, ...strange }));
    await renderPanel({ ...rest, panel: { ...panel, helpers } });
    const named = Array.from(document.querySelectorAll('bdi')).filter(
      ({ textContent }) => textContent === name,
    );
    // Its row and the title of its page, and nowhere outside of a <bdi>.
    expect(named.length).toBeGreaterThanOrEqual(2);
    const spilled = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let at = spilled.nextNode(); at !== null; at = spilled.nextNode()) {
      if (at.textContent?.includes('\u202E') === true)
        expect(at.parentElement?.closest('bdi')).not.toBeNull();
    }
    expect(document.body.textContent).toContain('unning rm <U+202E>x');
    expect(document.body.textContent).toContain('/srv/a<U+2066>b');
  });
});

describe('a name that turns others round', () => {
  const name = '\u202Etset';
  const apart = `\u2068${name}\u2069`;

  /** The first helper of a fixture alone, by that name. */
  const called = (from: string) => {
    const { panel, ...rest } = fixture(from);
    const helpers = panel.helpers.slice(0, 1).map((helper) => ({ ...helper, name }));
    return { ...rest, panel: { ...panel, helpers } };
  };

  it('is isolated in the palette and in a question', async () => {
    const { user } = await renderPanel(called('helper-waiting-for-sign-in'));
    await user.keyboard('{Control>}k{/Control}');
    await user.type(await screen.findByRole('combobox'), 'dismiss');
    await user.click(screen.getByRole('option', { name: `Dismiss ${apart}…` }));
    expect(await screen.findByRole('alertdialog', { name: `Dismiss ${apart}?` })).toBeTruthy();
  });

  it('is isolated in a toast', async () => {
    const { user } = await renderPanel(called('helper-cancelled'));
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Dismiss' }));
    await waitFor(() => expect(toasts().join()).toContain(`ok: ${apart} dismissed.`));
  });

  it('is isolated in the row of a credential', async () => {
    const { panel, ...rest } = fixture('credentials');
    const credentials = panel.credentials.map((one) => ({ ...one, label: name }));
    await renderPanel({ ...rest, panel: { ...panel, credentials } });
    const [row] = within(screen.getByRole('main')).getAllByRole('listitem', { name });
    expect(row?.querySelector('bdi')?.textContent).toBe(name);
  });
});
