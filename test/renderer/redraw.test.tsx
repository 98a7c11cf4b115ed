import { act, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../renderer/view-state.ts';
import type { HelperView } from '../../shared/state.ts';
import { at, panel } from '../fakes/panel-fixture.ts';
import { ago } from '../fakes/panel-moment.ts';
import { credential, helper, sessions } from '../fakes/panel-parts.ts';
import { countDraws } from './support/count-draws.ts';
import { renderPanel } from './support/render-panel.tsx';

afterEach(() => {
  vi.restoreAllMocks();
});

const streaming: readonly HelperView[] = Array.from({ length: 20 }, (_, index) =>
  helper({
    id: `h-${index}`,
    name: `helper-${index}`,
    queuedAt: ago(500 - index),
    state: { phase: 'running', since: ago(372) },
  }),
);
const names = streaming.map(({ name }) => name);

const worked = { state: { phase: 'good', lastWorkedAt: ago(3, 'h') } } as const;
const keys = [credential(worked), credential({ ...worked, id: 'work', label: 'OpenAI, work key' })];
const whole = panel({ helpers: streaming, credentials: keys });

const open = async (place: Place) => {
  const draws = countDraws();
  const shown = await renderPanel(at(whole, place));
  const first = draws();
  let helpers = streaming;
  /** Main tells of one helper, within a second of the page's time, and with it copies of all the rest. */
  const stream = (wanted: string, part: Partial<HelperView>) => {
    helpers = helpers.map((one) =>
      one.name === wanted ? { ...one, version: one.version + 1, ...part } : one,
    );
    shown.clock.leap(40);
    shown.change(structuredClone({ ...whole, helpers }));
  };
  return { ...shown, draws, first, stream };
};

const none = { side: [], groups: [], table: [], panes: [], icons: 0 };

describe('with 20 streaming helpers', () => {
  it('the change of one draws its rows, and nothing else of the window', async () => {
    const { draws, first, stream } = await open({ view: 'helpers' });
    expect(first.side).toEqual(expect.arrayContaining(names));
    expect(first.table).toEqual(names);
    stream('helper-7', { activity: 'Running npm test -- queue' });
    // A shape in each of its two rows.
    expect(draws()).toEqual({ ...none, side: ['helper-7'], table: ['helper-7'], icons: 2 });
    const lines = screen.getAllByTitle(/Working: running npm test -- queue$/);
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^helper-7.*Working: running npm test -- queue$/),
      'running npm test -- queue',
    ]);
  });

  it('what a row does not show draws nothing', async () => {
    const { draws, stream, change } = await open({ view: 'sessions' });
    change({ revision: 5 });
    expect(draws()).toEqual(none);
    stream('helper-7', { activity: 'Running rg' });
    expect(draws()).toEqual({ ...none, side: ['helper-7'], icons: 1 });
  });

  it('an open pane is drawn for its own helper only', async () => {
    const { draws, stream } = await open({ view: 'helper', id: 'h-3' });
    stream('helper-7', { outputLength: 900 });
    expect(draws()).toEqual({ ...none, side: ['helper-7'], icons: 1 });
    stream('helper-3', { activity: 'Running rg --files', toolsRun: 5 });
    expect(draws()).toMatchObject({ side: ['helper-3'], panes: ['helper-3'] });
    const facts = within(screen.getByRole('complementary', { name: 'Facts' }));
    expect(facts.getByText('Tools run').nextElementSibling?.textContent).toBe('5');
  });

  it('another state of one counts anew above, and draws no other row', async () => {
    const { draws, stream } = await open({ view: 'helpers' });
    stream('helper-19', { state: { phase: 'completed' }, endedAt: ago(0) });
    const { side, groups, table } = draws();
    expect({ side, groups, table }).toMatchObject({ side: ['helper-19'], table: ['helper-19'] });
    const counts = within(screen.getByRole('list', { name: 'Helpers by state' }));
    expect(counts.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      '19 working',
    ]);
  });

  it('a second moves what runs with it: no title, no credential, no session at rest', async () => {
    const { draws, pass } = await open({ view: 'helpers' });
    const ages = () =>
      screen.getAllByRole('row').map((row) => row.querySelector('td:last-child')?.textContent);
    expect(ages().slice(1)).toEqual(names.map(() => '6:12'));
    pass(1_000);
    expect(ages().slice(1)).toEqual(names.map(() => '6:13'));
    const { side, ...rest } = draws();
    const inTurn = sessions.filter(({ hasActiveRun }) => hasActiveRun).map(({ label }) => label);
    expect(side.toSorted()).toEqual([...inTurn, ...names].toSorted());
    expect(rest).toMatchObject({ groups: [], table: names, panes: [] });
    expect(rest.icons).toBe(side.length + names.length);
  });

  it('a session that changes draws its own rows', async () => {
    const { draws, bridge } = await open({ view: 'sessions' });
    const session = sessions.find(({ hasActiveRun }) => hasActiveRun);
    if (session === undefined) throw new Error('No session is in a turn.');
    const { label } = session;
    const rows = [{ ...session, revision: session.revision + 1, model: 'gpt-5.5-mini' }];
    act(() => bridge.pushSessions({ revision: 2, reset: false, rows, removed: [] }));
    expect(draws()).toEqual({ ...none, side: [label], table: [label], icons: 2 });
    const row = screen.getByRole('row', { name: new RegExp(`^${label}`) });
    expect(row.textContent).toContain('gpt-5.5-mini');
  });
});
