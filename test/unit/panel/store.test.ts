import { describe, expect, it, vi } from 'vitest';
import { createPanelStore } from '../../../electron/panel/store.ts';
import { fixture } from '../../fakes/fixture.ts';

const store = () => createPanelStore(fixture('stand-in').panel.app, 0);

describe('the one state', () => {
  it('is written and told to the others although one of those who hear of it throws', () => {
    const caught: unknown[] = [];
    const queued = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      try {
        run();
      } catch (error) {
        caught.push(error);
      }
    });
    try {
      const under = store();
      const seen: number[] = [];
      under.subscribe(() => {
        throw new Error('a mistake of the first one');
      });
      under.subscribe(({ revision }) => seen.push(revision));
      expect(() => under.setHelpers([])).not.toThrow();
      expect(seen).toEqual([2]);
      expect(caught).toEqual([new Error('a mistake of the first one')]);
    } finally {
      queued.mockRestore();
    }
  });

  it('never grows older for somebody, also when one who hears of a write writes', () => {
    const under = store();
    const seen: number[] = [];
    const end = under.subscribe(() => {
      end();
      under.setCredentials([]);
    });
    under.subscribe(({ revision }) => seen.push(revision));
    under.setHelpers([]);
    expect(seen).toEqual([3, 3]);
  });
});
