import { describe, expect, it } from 'vitest';

import { LinkWishes } from '../../../../electron/gateway/link/link-wishes.ts';

const moved = () => Promise.resolve(true);
const same = () => Promise.resolve(false);
const unasked = () => Promise.reject(new Error('asked for nothing'));

/** What each thing that may be asked means to a link at rest and to one that is connected. */
const meaning = async (
  ask: (wishes: LinkWishes) => void,
  hasMoved: () => Promise<boolean>,
): Promise<{ readonly isReasonToTry: boolean; readonly mustLeave: boolean }> => {
  const [atRest, connected] = [new LinkWishes(), new LinkWishes()];
  ask(atRest);
  ask(connected);
  return {
    isReasonToTry: await atRest.isReasonToTry(hasMoved),
    mustLeave: await connected.mustLeave(hasMoved),
  };
};

describe('what is asked of the link', () => {
  it('is nothing at first', async () => {
    const nothing = { isReasonToTry: false, mustLeave: false };
    expect(await meaning(() => undefined, unasked)).toEqual(nothing);
    expect(new LinkWishes().wanted).toBe(true);
  });

  it('is done in any case when the person asks', async () => {
    const both = { isReasonToTry: true, mustLeave: true };
    expect(await meaning((wishes) => wishes.tryNow(), unasked)).toEqual(both);
    expect(await meaning((wishes) => wishes.disconnect(), unasked)).toEqual(both);
  });

  it('is tried after a change of the settings, and leaves a connection only for elsewhere', async () => {
    const change = (wishes: LinkWishes): void => wishes.settingsChanged();
    expect(await meaning(change, moved)).toEqual({ isReasonToTry: true, mustLeave: true });
    expect(await meaning(change, same)).toEqual({ isReasonToTry: true, mustLeave: false });
  });

  it('is tried after a change of a file only when that leads elsewhere, and never leaves', async () => {
    const change = (wishes: LinkWishes): void => wishes.fileChanged(true);
    expect(await meaning(change, moved)).toEqual({ isReasonToTry: true, mustLeave: false });
    expect(await meaning(change, same)).toEqual({ isReasonToTry: false, mustLeave: false });
  });

  it('is answered by an attempt, but for a disconnect', async () => {
    const wishes = new LinkWishes();
    wishes.tryNow();
    wishes.settingsChanged();
    wishes.fileChanged(false);
    wishes.answered();
    expect(await wishes.isReasonToTry(unasked)).toBe(false);
    wishes.disconnect();
    wishes.answered();
    expect(wishes.wanted).toBe(false);
    expect(await wishes.isReasonToTry(unasked)).toBe(true);
    wishes.tryNow();
    expect(wishes.wanted).toBe(true);
  });

  it('rings at once, but for a file that changes while the link is at work', () => {
    const rings = (ask: (wishes: LinkWishes) => void): boolean => {
      const wishes = new LinkWishes();
      ask(wishes);
      return wishes.alarm.take();
    };
    expect(rings((wishes) => wishes.tryNow())).toBe(true);
    expect(rings((wishes) => wishes.disconnect())).toBe(true);
    expect(rings((wishes) => wishes.settingsChanged())).toBe(true);
    expect(rings((wishes) => wishes.fileChanged(true))).toBe(true);
    expect(rings((wishes) => wishes.fileChanged(false))).toBe(false);
  });

  it('ends the wait for it, as the abort does', async () => {
    const wishes = new LinkWishes();
    const stop = new AbortController();
    const first = wishes.next(stop.signal);
    wishes.tryNow();
    await first;
    expect(wishes.alarm.take()).toBe(false);
    const second = wishes.next(stop.signal);
    stop.abort();
    await second;
    await wishes.next(stop.signal);
  });
});
