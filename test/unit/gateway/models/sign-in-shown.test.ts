import { beforeEach, describe, expect, it } from 'vitest';

import {
  pageOfNews,
  signInOfNews,
  SignInPage,
} from '../../../../electron/gateway/models/sign-in-shown.ts';
import { readWizardNews } from '../../../../electron/gateway/models/wizard-news.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

const now = 100_000;
const url = 'https://auth.example.org/device';
const deviceCode = { code: 'WDKQ-7M4T', expiresInMinutes: 15 };
const running = (step: Readonly<Record<string, unknown>>) => ({
  done: false,
  status: 'running',
  step: { id: 's1', ...step },
});

/** What the row shows of an answer of `wizard.next`, its page told 40 s ago. */
const shown = (answer: unknown, told = true) => {
  const news = readWizardNews(answer);
  if (news === null) return 'no news';
  const page = pageOfNews(news);
  return signInOfNews(news, {
    flow: 'device',
    name: 'Shop AI',
    page: page === null || !told ? null : { ...page, since: 60_000, opened: true },
    now,
    patienceMs: 1_500_000,
    redact: (text) => text.replaceAll('sk-secret', '[secret]'),
  });
};

describe('how a sign-in at the gateway stands', () => {
  it('while a code is to be typed: until the code ends, counted from when it was told', () => {
    const code = running({ type: 'progress', externalUrl: url, deviceCode });
    expect(shown(code)).toEqual({
      phase: 'device',
      since: 60_000,
      endsAt: 60_000 + 900_000,
      verificationUrl: url,
      userCode: 'WDKQ-7M4T',
      pace: 'pending',
      opened: true,
    });
    expect(shown(code, false)).toMatchObject({ since: now, endsAt: now + 900_000, opened: false });
  });

  it('while a page is to be finished: for as long as the gateway waits', () => {
    const endsAt = 60_000 + 1_500_000;
    expect(shown(running({ type: 'progress', externalUrl: url }))).toEqual({
      phase: 'browser',
      since: 60_000,
      endsAt,
      opened: true,
    });
  });

  it('while something is asked: with its words, without secrets', () => {
    const asked = running({
      type: 'select',
      title: 'Key sk-secret',
      message: 'Keep sk-secret?',
      options: [{ value: 'sk-secret', label: 'sk-secret' }],
    });
    expect(shown(asked)).toEqual({
      phase: 'wizard',
      step: {
        id: 's1',
        type: 'select',
        title: 'Key [secret]',
        message: 'Keep [secret]?',
        url: null,
        sensitive: false,
        options: [{ value: '0', label: '[secret]' }],
      },
    });
  });

  it('when it is over: done, cancelled, or failed with what the gateway said', () => {
    expect(shown({ done: true, status: 'done' })).toEqual({ phase: 'done', at: now });
    expect(shown({ done: true, status: 'cancelled' })).toBeNull();
    expect(shown({ done: true, status: 'error', error: 'sk-secret is wrong' })).toMatchObject({
      phase: 'failed',
      flow: 'device',
      failure: { kind: 'provider-error', provider: 'Shop AI', detail: '[secret] is wrong' },
    });
  });
});

describe('an answer of wizard.next', () => {
  it.each([
    ['of another shape', { done: 'yes' }],
    ['without a step', { done: false, status: 'running' }],
    ['with a step of an unknown kind', running({ type: 'dance' })],
    ['that is none', null],
  ])('%s is no news', (_what, answer) => {
    expect(shown(answer)).toBe('no news');
  });

  it('leads to no page but those of the web', () => {
    for (const externalUrl of ['file:///etc/passwd', 'javascript:alert(1)', 'https://', 'x']) {
      expect(shown(running({ type: 'note', externalUrl }))).toMatchObject({ step: { url: null } });
    }
  });

  it('puts why an answer was not taken before the question', () => {
    const again = { ...running({ type: 'text', message: 'The code?' }), error: 'Too short.' };
    expect(shown(again)).toMatchObject({ step: { message: 'Too short.\nThe code?' } });
  });
});

const page = { url: 'https://auth.example.org/device', text: 'WDKQ-7M4T' };
let opened: string[];
let hasBrowser: boolean;
let clock: ManualClock;
let kept: SignInPage;

beforeEach(() => {
  opened = [];
  hasBrowser = true;
  clock = new ManualClock(1_000);
  kept = new SignInPage({
    clock,
    openPage: (url) => {
      opened.push(url);
      return Promise.resolve(hasBrowser);
    },
  });
});

describe('the page of a sign-in', () => {
  it('is opened once by itself, however often it is told', async () => {
    const first = await kept.show(page);
    expect(first).toEqual({ ...page, since: 1_000, opened: true });
    clock.leap(5_000);
    expect(await kept.show(page)).toBe(first);
    expect(opened).toEqual([page.url]);
  });

  it('is another one with another code', async () => {
    await kept.show(page);
    clock.leap(5_000);
    expect(await kept.show({ ...page, text: 'ABCD-1234' })).toMatchObject({ since: 6_000 });
    expect(kept.text).toBe('ABCD-1234');
    expect(opened).toHaveLength(2);
  });

  it('is opened again on request, once there is one and a browser', async () => {
    expect(kept.text).toBeNull();
    expect(await kept.openAgain()).toMatchObject({ failure: { kind: 'unknown-id' } });
    await kept.show(page);
    expect(await kept.openAgain()).toMatchObject({ ok: true });
    hasBrowser = false;
    expect(await kept.openAgain()).toMatchObject({ failure: { kind: 'not-found' } });
    expect(opened).toHaveLength(3);
  });
});
