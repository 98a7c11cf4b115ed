import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { setupNotices } from '../../../electron/shell/notices.ts';
import { failure } from '../../../shared/failure.ts';
import { parkedHelper, refusedCredential, scriptedPanel } from '../../support/scripted-panel.ts';

const start = (focused = false) => {
  const panel = scriptedPanel();
  const open = new Map<string, () => void>();
  const titles: string[] = [];
  const shown: unknown[] = [];
  const stop = setupNotices({
    clock: systemClock,
    panel,
    isWindowFocused: () => focused,
    navigate: (target) => shown.push(target),
    show: ({ title }, onClick) => {
      titles.push(title);
      open.set(title, onClick);
      return { close: () => open.delete(title) };
    },
  });
  return { panel, open, titles, shown, stop };
};

describe('setupNotices', () => {
  it('says a refused sign-in once, however many helpers then wait', () => {
    const { panel, titles } = start();
    for (const waiting of [1, 2, 3]) {
      panel.store.setHelpers(Array.from({ length: waiting }, (_, id) => parkedHelper(`h${id}`)));
      panel.store.setCredentials([refusedCredential(waiting)]);
    }
    expect(titles).toEqual(['OpenAI refused a sign-in']);
  });

  it('says it again when the next key is refused, in place of the older notice', () => {
    const { panel, open, titles } = start();
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setCredentials([{ ...refusedCredential(1), generation: 2 }]);
    expect(titles).toHaveLength(2);
    expect(open.size).toBe(1);
  });

  it('closes the notice when its cause is gone', () => {
    const { panel, open } = start();
    panel.store.setCredentials([refusedCredential(1)]);
    expect(open.size).toBe(1);
    panel.store.setCredentials([{ ...refusedCredential(0), state: { phase: 'not-checked' } }]);
    expect(open.size).toBe(0);
  });

  it('says nothing while the window is focused, nor later about what was seen there', () => {
    const { panel, titles } = start(true);
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setHelpers([parkedHelper('h')]);
    expect(titles).toEqual([]);
  });

  it('leads with a click to what needs the person', () => {
    const { panel, open, shown } = start();
    panel.store.setHelpers([parkedHelper('h')]);
    panel.store.setCredentials([refusedCredential(1)]);
    open.get('OpenAI refused a sign-in')?.();
    expect(shown).toEqual([{ view: 'helper', id: 'h' }]);
  });

  it('tells of a link that waits for the person, beside a refused sign-in', () => {
    const { panel, open, stop } = start();
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setGateway({
      ...panel.state().gateway,
      state: {
        phase: 'blocked',
        since: 0,
        failure: failure({ kind: 'pairing-required', requestId: 'r1' }),
      },
    });
    expect(open.size).toBe(2);
    stop();
    expect(open.size).toBe(0);
  });
});
