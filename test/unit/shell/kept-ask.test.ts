import { expect, it } from 'vitest';
import { silentLog } from '../../../electron/base/log.ts';
import { KeptAsk, keptMs, type SmallWindowTells } from '../../../electron/shell/kept-ask.ts';
import type { AskOpening } from '../../../shared/contract.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** A window as Electron's is: made hidden, and gone at once when it is destroyed. */
class Scripted {
  isShown = false;
  isGone = false;
  readonly openings: AskOpening[] = [];
  readonly tells: SmallWindowTells;

  constructor(tells: SmallWindowTells) {
    this.tells = tells;
  }

  isVisible(): boolean {
    return this.isShown && !this.isGone;
  }

  isFocused(): boolean {
    return this.isVisible();
  }

  show(opening: AskOpening): void {
    this.openings.push(opening);
    this.isShown = true;
  }

  hide(): void {
    this.isShown = false;
  }

  destroy(): void {
    this.isGone = true;
    this.tells.onGone();
  }
}

const begin = () => {
  const clock = new ManualClock();
  const windows: Scripted[] = [];
  const failed: (string | null)[] = [];
  const ask = new KeptAsk({
    clock,
    log: silentLog,
    make: (tells) => {
      const made = new Scripted(tells);
      windows.push(made);
      return made;
    },
    onFailed: (templateId) => failed.push(templateId),
  });
  const newest = (): Scripted => {
    const window = windows.at(-1);
    if (window === undefined) throw new Error('no window was made');
    return window;
  };
  return { ask, clock, failed, windows, newest };
};

const typed = { templateId: null, prompt: 'a thought', cwd: '' };

it('is made ahead, hidden, and shown at once when it is opened', () => {
  const { ask, windows, newest } = begin();
  ask.prepare();
  newest().tells.onReady();
  expect(newest().isVisible()).toBe(false);
  ask.open('codex-5.5');
  expect(windows).toHaveLength(1);
  expect(newest().openings).toMatchObject([{ templateId: 'codex-5.5', draft: { prompt: '' } }]);
  expect(ask.focused()).toBe(newest());
});

it('goes a minute after it was made ahead for nothing, and not before', async () => {
  const { ask, clock, newest } = begin();
  ask.prepare();
  newest().tells.onReady();
  await clock.advance(keptMs - 1);
  expect(newest().isGone).toBe(false);
  await clock.advance(1);
  expect(newest().isGone).toBe(true);
  expect(clock.waiting).toBe(0);
});

it('begins the minute anew each time that the menu is opened', async () => {
  const { ask, clock, windows, newest } = begin();
  ask.prepare();
  await clock.advance(keptMs - 1);
  ask.prepare();
  await clock.advance(keptMs - 1);
  expect([windows.length, newest().isGone]).toEqual([1, false]);
  await clock.advance(1);
  expect(newest().isGone).toBe(true);
});

it('opened before its page is there, is shown as soon as it is, and stays however long it is used', async () => {
  const { ask, clock, newest } = begin();
  ask.open(null);
  // The menu that it was chosen in, told late.
  ask.prepare();
  expect(newest().openings).toEqual([]);
  newest().tells.onReady();
  expect(newest().isVisible()).toBe(true);
  ask.prepare();
  await clock.advance(10 * keptMs);
  expect(newest().isVisible()).toBe(true);
});

it('is kept while its page is on its way, however slow, once it was opened', async () => {
  const { ask, clock, newest } = begin();
  ask.prepare();
  ask.open('slow');
  await clock.advance(2 * keptMs);
  newest().tells.onReady();
  expect(newest().openings).toMatchObject([{ templateId: 'slow' }]);
});

it('closed before its page is there, is not shown by it, and goes', async () => {
  const { ask, clock, newest } = begin();
  ask.open(null);
  ask.close();
  newest().tells.onReady();
  expect(newest().isVisible()).toBe(false);
  await clock.advance(keptMs);
  expect(newest().isGone).toBe(true);
});

it('closed, is there at once for a minute; what was typed is there longer', async () => {
  const { ask, clock, windows, newest } = begin();
  ask.open(null);
  newest().tells.onReady();
  ask.keep(typed);
  ask.close();
  expect(newest().isVisible()).toBe(false);
  await clock.advance(keptMs - 1);
  ask.open(null);
  expect(newest().isVisible()).toBe(true);
  await clock.advance(keptMs);
  ask.close();
  await clock.advance(keptMs);
  expect(newest().isGone).toBe(true);
  ask.open(null);
  newest().tells.onReady();
  expect(windows).toHaveLength(2);
  expect(newest().openings).toEqual([{ templateId: null, draft: typed }]);
});

it('opens on a draft in place of what was typed, in a page that begins', () => {
  const { ask, failed, windows, newest } = begin();
  ask.open(null);
  ask.keep(typed);
  const draft = { templateId: 'review', prompt: 'tidy up', cwd: '/home/ana' };
  ask.openOn(draft);
  newest().tells.onReady();
  expect(windows.map(({ isGone }) => isGone)).toEqual([true, false]);
  expect(newest().openings).toEqual([{ templateId: 'review', draft }]);
  expect(failed).toEqual([]);
});

it('says so when it goes before it was shown, and is made anew the next time', () => {
  const { ask, failed, windows, newest } = begin();
  ask.open('review');
  newest().destroy();
  expect(failed).toEqual(['review']);
  ask.open(null);
  newest().tells.onReady();
  expect(windows).toHaveLength(2);
  expect(newest().isVisible()).toBe(true);
});

it('closed where there is none, stays closed', () => {
  const { ask, clock, windows } = begin();
  ask.close();
  expect(windows).toEqual([]);
  expect(clock.waiting).toBe(0);
  expect(ask.focused()).toBe(null);
});
