import { describe, expect, it } from 'vitest';
import { createPageTime } from '../../../renderer/page-time.ts';
import { ManualTime } from '../../fakes/manual-time.ts';

/** A page that can be hidden. */
const pageUnderTest = () => {
  const events = new EventTarget();
  const page = {
    hidden: false,
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  };
  const show = (shown: boolean) => {
    page.hidden = !shown;
    events.dispatchEvent(new Event('visibilitychange'));
  };
  return { page, show };
};

const start = () => {
  const clock = new ManualTime(10_000);
  const { page, show } = pageUnderTest();
  const time = createPageTime(clock, page);
  const told: number[] = [];
  const stop = time.subscribe(() => told.push(time.read()));
  return { clock, time, told, stop, show };
};

describe('the time of a page', () => {
  it('moves once a second for everybody', () => {
    const { clock, time, told } = start();
    clock.pass(700);
    expect(time.read()).toBe(10_000);
    clock.pass(1_300);
    expect(told).toEqual([11_000, 12_000]);
    expect(time.read()).toBe(12_000);
  });

  it('is taken anew when something is told within a second', () => {
    const { clock, time, told } = start();
    clock.leap(900);
    time.refresh();
    expect(told).toEqual([10_900]);
    time.refresh();
    expect(told).toEqual([10_900]);
  });

  it('rests while the page is hidden, and is right at once when it is seen again', () => {
    const { clock, time, told, show } = start();
    show(false);
    clock.pass(60_000);
    expect(told).toEqual([]);
    show(true);
    expect(time.read()).toBe(70_000);
    expect(told).toEqual([70_000]);
  });

  it('rests when nobody asks, and is not old for the next who does', () => {
    const { clock, time, told, stop } = start();
    stop();
    clock.pass(5_000);
    expect(told).toEqual([]);
    expect(time.read()).toBe(15_000);
  });
});
