import { describe, expect, it } from 'vitest';
import { keepSameVersions, mergePanel, mergeSessions } from '../../../renderer/replica.ts';
import { helper, sessions } from '../../fakes/panel-parts.ts';
import { fixture } from '../../fakes/fixture.ts';

const { panel } = fixture('helper-running');
const [first, second] = sessions;
if (first === undefined || second === undefined) throw new Error('Two sessions are needed.');

describe('mergePanel', () => {
  it('drops a snapshot that is older or as old as the one shown', () => {
    const shown = { ...panel, revision: 5 };
    expect(mergePanel(shown, { ...panel, revision: 4, helpers: [] })).toBe(shown);
    expect(mergePanel(shown, { ...panel, revision: 5, helpers: [] })).toBe(shown);
  });

  it('keeps the old object of an item whose version is the same, and takes the others', () => {
    const changed = panel.helpers.map((item, at) => ({ ...item, version: at === 0 ? 2 : 1 }));
    const merged = mergePanel(panel, { ...panel, revision: 2, helpers: changed });
    expect(merged.helpers[0]).toBe(changed[0]);
    expect(merged.helpers[1]).toBe(panel.helpers[1]);
  });

  it('keeps nothing of the real world in practice, whatever the versions say', () => {
    const practice = { ...panel, revision: 2, app: { ...panel.app, practice: true } };
    expect(mergePanel(panel, practice)).toBe(practice);
  });

  it('keeps the whole list when nothing in it changed', () => {
    const copies = panel.helpers.map((item) => ({ ...item }));
    expect(keepSameVersions(panel.helpers, copies)).toBe(panel.helpers);
    expect(keepSameVersions([helper()], [])).toEqual([]);
  });
});

describe('mergeSessions', () => {
  const shown = { revision: 3, rows: [first, second] };

  it('changes rows by key, adds new ones and removes the gone', () => {
    const changed = { ...first, revision: 2, label: 'renamed' };
    const added = { ...second, key: 'new', revision: 1 };
    const merged = mergeSessions(shown, {
      revision: 4,
      reset: false,
      rows: [changed, added],
      removed: [second.key],
    });
    expect(merged).toEqual({ revision: 4, rows: [changed, added] });
  });

  it('drops a change that is not newer than what is shown', () => {
    const late = { revision: 3, reset: false, rows: [], removed: [first.key] };
    expect(mergeSessions(shown, late)).toBe(shown);
    expect(mergeSessions(shown, { ...late, revision: 2, reset: true })).toBe(shown);
  });

  it('keeps a newer row when an older one of the same session comes after it', () => {
    const newer = { ...first, revision: 9 };
    const merged = mergeSessions(
      { revision: 3, rows: [newer] },
      { revision: 4, reset: false, rows: [first], removed: [] },
    );
    expect(merged.rows).toEqual([newer]);
  });

  it('starts anew on a reset', () => {
    const merged = mergeSessions(shown, { revision: 8, reset: true, rows: [second], removed: [] });
    expect(merged.rows).toEqual([second]);
  });
});
