import { beforeEach, describe, expect, it } from 'vitest';
import { SignInPage } from '../../../../electron/gateway/models/sign-in-page.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

const page = { url: 'https://auth.example.org/device', text: 'WDKQ-7M4T' };
let opened: string[];
let hasBrowser: boolean;
let clock: ManualClock;
let shown: SignInPage;

beforeEach(() => {
  opened = [];
  hasBrowser = true;
  clock = new ManualClock(1_000);
  shown = new SignInPage({
    clock,
    openPage: (url) => {
      opened.push(url);
      return Promise.resolve(hasBrowser);
    },
  });
});

describe('the page of a sign-in', () => {
  it('is opened once by itself, however often it is told', async () => {
    const first = await shown.show(page);
    expect(first).toEqual({ ...page, since: 1_000, opened: true });
    clock.leap(5_000);
    expect(await shown.show(page)).toBe(first);
    expect(opened).toEqual([page.url]);
  });

  it('is another one with another code', async () => {
    await shown.show(page);
    clock.leap(5_000);
    expect(await shown.show({ ...page, text: 'ABCD-1234' })).toMatchObject({ since: 6_000 });
    expect(shown.text).toBe('ABCD-1234');
    expect(opened).toHaveLength(2);
  });

  it('is opened again on request, once there is one and a browser', async () => {
    expect(shown.text).toBeNull();
    expect(await shown.openAgain()).toMatchObject({ failure: { kind: 'unknown-id' } });
    await shown.show(page);
    expect(await shown.openAgain()).toMatchObject({ ok: true });
    hasBrowser = false;
    expect(await shown.openAgain()).toMatchObject({ failure: { kind: 'not-found' } });
    expect(opened).toHaveLength(3);
  });
});
