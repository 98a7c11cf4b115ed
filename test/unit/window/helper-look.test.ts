import { describe, expect, it } from 'vitest';
import { helperIcon, sortedHelpers } from '../../../renderer/helpers/helper-look.ts';
import { fixture } from '../../fakes/fixture.ts';
import { waitingHelpers } from '../../fakes/panel-helpers.ts';

const turns = fixture('helper-goes-on').panel.helpers.filter(
  ({ state }) => state.phase === 'waiting-for-sign-in',
);
const [parked] = waitingHelpers;
if (parked === undefined) throw new Error('Nobody waits.');

describe('a helper that waits for its turn', () => {
  it('stands below those that need the person, among those that work', () => {
    const { helpers } = fixture('helper-running').panel;
    const names = sortedHelpers([...helpers, ...turns, { ...parked, name: 'asks' }]).map(
      ({ name }) => name,
    );
    expect(names[0]).toBe('asks');
    const last = names.indexOf('changelog');
    expect(turns.every(({ name }) => names.indexOf(name) > 0 && names.indexOf(name) < last)).toBe(
      true,
    );
  });

  it('has another shape than one that waits for a sign-in, and than one that works', () => {
    const shapes = [
      ...turns.slice(0, 1),
      parked,
      ...fixture('helper-running').panel.helpers.slice(0, 1),
    ];
    expect(new Set(shapes.map(({ state }) => helperIcon(state))).size).toBe(3);
  });
});
