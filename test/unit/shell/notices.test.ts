import { describe, expect, it } from 'vitest';
import { settle } from '../../fakes/manual-clock.ts';
import { parkedHelper, refusedCredential } from '../../support/scripted-panel.ts';
import { startNotices, minute, other, working, endingIn, block } from './notices-bench.ts';

describe('notices', () => {
  it('tell of a link that waits for the person, once each time it is blocked', () => {
    const under = startNotices();
    under.panel.store.setCredentials([refusedCredential(1)]);
    block(under, 1);
    block(under, 1);
    expect(under.titles()).toHaveLength(2);
    const { gateway } = under.panel.state();
    under.panel.store.setGateway({ ...gateway, state: { phase: 'idle' } });
    expect(under.titles()).toHaveLength(1);
    block(under, 2);
    expect(under.titles()).toHaveLength(2);
    under.stop();
    expect(under.titles()).toEqual([]);
  });

  it('are not shown of what the person sees in the window, nor later', () => {
    const { panel, be, log } = startNotices();
    be({ focused: true });
    panel.store.setCredentials([refusedCredential(1)]);
    be({ focused: false });
    panel.store.setHelpers([parkedHelper('h')]);
    expect(log).toEqual([]);
  });

  it('close when the person comes to the window', () => {
    const { panel, be, titles } = startNotices();
    panel.store.setCredentials([refusedCredential(1)]);
    be({ focused: true });
    expect(titles()).toEqual([]);
  });

  it('are shown although the window has the focus while the screen is locked', () => {
    const { panel, be, log } = startNotices();
    be({ focused: true, locked: true });
    panel.store.setCredentials([refusedCredential(1)]);
    expect(log).toEqual(['show OpenAI refused a sign-in']);
  });

  it('say nothing of what they are about on a locked screen if that was chosen', () => {
    const { panel, be, log, notices, screen } = startNotices();
    notices({ lockScreen: 'generic' });
    be({ locked: true });
    panel.store.setCredentials([endingIn(600 * minute)]);
    expect(screen[0]?.notice.words.title).toBe('Bulkhead needs you');
    expect(screen[0]?.notice.words.body).not.toContain('OpenAI');
    expect(screen[0]?.notice.more).toBeNull();
    be({ locked: false });
    expect(log).toEqual(['show Bulkhead needs you', 'update Sign-in to OpenAI ends soon']);
    be({ locked: true });
    expect(log.at(-1)).toBe('update Bulkhead needs you');
  });

  it('wait for the unlocked screen if that was chosen, and then say only what still holds', () => {
    const { panel, be, log, notices } = startNotices();
    notices({ lockScreen: 'quiet' });
    be({ locked: true });
    panel.store.setCredentials([refusedCredential(1), other()]);
    panel.store.setCredentials([working(refusedCredential(1)), other()]);
    expect(log).toEqual([]);
    be({ locked: false });
    expect(log).toEqual(['show Corp refused a sign-in']);
  });

  it('wait for the end of the quiet hours', async () => {
    const { panel, clock, log, notices } = startNotices();
    notices({ quietHours: { from: '11:00', to: '12:30' } });
    panel.store.setCredentials([refusedCredential(1)]);
    await clock.advance(29 * minute);
    expect(log).toEqual([]);
    await clock.advance(minute);
    expect(log).toEqual(['show OpenAI refused a sign-in']);
    panel.store.setHelpers([parkedHelper('h')]);
    expect(log).toHaveLength(1);
  });

  it('leave no wait behind when they end', async () => {
    const { clock, notices, stop } = startNotices();
    notices({ quietHours: { from: '11:00', to: '12:30' } });
    expect(clock.waiting).toBe(1);
    stop();
    await settle();
    expect(clock.waiting).toBe(0);
  });
});
