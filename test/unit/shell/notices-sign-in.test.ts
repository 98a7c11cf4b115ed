import { describe, expect, it } from 'vitest';
import { parkedHelper, refusedCredential } from '../../support/scripted-panel.ts';
import { startNotices, minute, NOON, other, working, endingIn } from './notices-bench.ts';

describe('a notice of a refused sign-in', () => {
  it('is said once, however many helpers come to wait, and holds no number that goes stale', () => {
    const { panel, log, screen } = startNotices();
    for (let waiting = 1; waiting <= 20; waiting += 1) {
      panel.store.setHelpers(Array.from({ length: waiting }, (_, id) => parkedHelper(`h${id}`)));
      panel.store.setCredentials([refusedCredential(waiting)]);
    }
    expect(log).toEqual(['show OpenAI refused a sign-in']);
    expect(screen[0]?.notice.words.body).not.toMatch(/\d helper/);
  });

  it('is one for twenty credentials that are refused within a second, shown once', async () => {
    const { panel, clock, log, titles } = startNotices();
    for (let n = 1; n <= 20; n += 1) {
      panel.store.setCredentials(
        Array.from({ length: n }, (_, at) => other({ id: `c${at}`, label: `C${at}` })),
      );
      await clock.advance(50);
    }
    expect(titles()).toEqual(['20 sign-ins were refused']);
    expect(log.filter((line) => line.startsWith('show'))).toHaveLength(1);
  });

  it('is said again for the next generation only, in place of the older one', () => {
    const { panel, log, titles } = startNotices();
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setCredentials([
      { ...refusedCredential(1), state: { phase: 'renewing', since: NOON } },
    ]);
    expect(titles()).toEqual([]);
    panel.store.setCredentials([refusedCredential(1)]);
    expect(titles()).toEqual([]);
    panel.store.setCredentials([{ ...refusedCredential(1), generation: 2 }]);
    expect(titles()).toEqual(['OpenAI refused a sign-in']);
    expect(log.filter((line) => line.startsWith('show'))).toHaveLength(2);
  });

  it('is closed when it is signed in again', () => {
    const { panel, titles } = startNotices();
    panel.store.setCredentials([refusedCredential(1)]);
    expect(titles()).toHaveLength(1);
    panel.store.setCredentials([working(refusedCredential(1))]);
    expect(titles()).toEqual([]);
  });

  it('begins the sign-in in place by a click', () => {
    const { panel, screen } = startNotices();
    panel.store.setCredentials([refusedCredential(3)]);
    expect(screen[0]?.notice.click.act).toEqual({ kind: 'sign-in', credentialId: 'openai' });
    expect(screen[0]?.notice.more).toBeNull();
  });

  it('is one for two credentials, leads to both, and shrinks without a sound', async () => {
    const { panel, clock, log, screen, titles } = startNotices();
    panel.store.setCredentials([refusedCredential(1)]);
    await clock.advance(1_000);
    panel.store.setCredentials([refusedCredential(1), other()]);
    expect(titles()).toEqual(['2 sign-ins were refused']);
    expect(screen[0]?.notice.words.body).toBe('OpenAI API key and Corp.');
    expect(screen[0]?.notice.click.act).toEqual({ kind: 'show', target: { view: 'credentials' } });
    panel.store.setCredentials([working(refusedCredential(1)), other()]);
    expect(log).toEqual([
      'show OpenAI refused a sign-in',
      'close',
      'show 2 sign-ins were refused',
      'update Corp refused a sign-in',
    ]);
    expect(screen[0]?.notice.click.act).toEqual({ kind: 'sign-in', credentialId: 'corp' });
  });

  it('is not about a key that was never given, nor about a refusal of an earlier run', () => {
    const { panel, log } = startNotices();
    panel.store.setApp({ startedAt: 2_000 });
    panel.store.setCredentials([
      refusedCredential(0),
      other({
        state: { phase: 'needs-sign-in', refusedAt: null, waiting: 2, continuing: 2 },
        generation: 0,
      }),
    ]);
    expect(log).toEqual([]);
    panel.store.setCredentials([refusedCredential(1)]);
    expect(log).toHaveLength(1);
  });

  it('is said in each practice anew', () => {
    const { panel, log } = startNotices();
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setCredentials([]);
    panel.store.setApp({ startedAt: 7 });
    panel.store.setCredentials([refusedCredential(1)]);
    expect(log).toEqual([
      'show OpenAI refused a sign-in',
      'close',
      'show OpenAI refused a sign-in',
    ]);
  });

  it('is about a refusal while the app runs, also when nobody waits yet', () => {
    const { panel, log } = startNotices();
    panel.store.setApp({ startedAt: 500 });
    panel.store.setCredentials([refusedCredential(0)]);
    expect(log).toHaveLength(1);
  });
});

describe('a notice of a sign-in that ends soon', () => {
  it('is said once, with two choices', () => {
    const { panel, log, screen } = startNotices();
    panel.store.setCredentials([endingIn(600 * minute)]);
    panel.store.setHelpers([parkedHelper('h')]);
    panel.store.setCredentials([endingIn(600 * minute)]);
    expect(log).toEqual(['show Sign-in to OpenAI ends soon']);
    expect(screen[0]?.notice.click.act).toEqual({ kind: 'sign-in', credentialId: 'openai' });
    expect(screen[0]?.notice.more).toEqual({
      label: 'Remind me',
      act: { kind: 'remind', credentialIds: ['openai'] },
    });
  });

  it('goes when it is to be reminded of, and comes back at that time', async () => {
    const { panel, clock, log, titles } = startNotices();
    panel.store.setCredentials([endingIn(600 * minute)]);
    panel.store.remind({ credentialId: 'openai', generation: 1, at: NOON + 540 * minute });
    expect(titles()).toEqual([]);
    await clock.advance(539 * minute);
    expect(titles()).toEqual([]);
    await clock.advance(minute);
    expect(titles()).toEqual(['Sign-in to OpenAI ends soon']);
    expect(log.filter((line) => line.startsWith('show'))).toHaveLength(2);
  });

  it('offers no reminder once it has ended, and none is kept for the next sign-in', () => {
    const { panel, screen } = startNotices();
    panel.store.remind({ credentialId: 'openai', generation: 1, at: NOON + minute });
    panel.store.setCredentials([endingIn(0, 2)]);
    expect(screen[0]?.notice.more).toBeNull();
  });
});
