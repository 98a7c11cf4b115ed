import { describe, expect, it } from 'vitest';
import { setupNotices } from '../../../electron/shell/notices.ts';
import type { NoticeAct } from '../../../electron/shell/due-notices.ts';
import type { NoticeOnDesktop } from '../../../electron/shell/notices.ts';
import type { CredentialView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import type { SettingsView } from '../../../shared/settings.ts';
import { ManualClock, settle } from '../../fakes/manual-clock.ts';
import { parkedHelper, refusedCredential, scriptedPanel } from '../../support/scripted-panel.ts';

const minute = 60_000;
const NOON = new Date(2026, 10, 23, 12, 0).getTime();

interface OnScreen {
  notice: NoticeOnDesktop;
  readonly act: (act: NoticeAct) => void;
}

const start = () => {
  const panel = scriptedPanel();
  const clock = new ManualClock(NOON);
  const person = { focused: false, locked: false };
  const screen: OnScreen[] = [];
  const log: string[] = [];
  const acts: NoticeAct[] = [];
  let onPerson: () => void = () => undefined;
  const stop = setupNotices({
    clock,
    panel,
    person: {
      isFocused: () => person.focused,
      isLocked: () => person.locked,
      onChange: (listener) => {
        onPerson = listener;
        return () => undefined;
      },
    },
    act: (act) => acts.push(act),
    show: (notice, act) => {
      log.push(`show ${notice.words.title}`);
      const shown = { notice, act };
      screen.push(shown);
      return {
        update: (next) => {
          log.push(`update ${next.words.title}`);
          shown.notice = next;
        },
        close: () => {
          log.push('close');
          screen.splice(screen.indexOf(shown), 1);
        },
      };
    },
  });
  return {
    panel,
    clock,
    screen,
    log,
    acts,
    stop,
    titles: () => screen.map(({ notice }) => notice.words.title),
    be: (change: Partial<typeof person>) => {
      Object.assign(person, change);
      onPerson();
    },
    notices: (notices: Partial<SettingsView['notices']>) => {
      const { settings, templates } = panel.state();
      const changed = { ...settings, notices: { ...settings.notices, ...notices } };
      panel.store.setSettings(changed, templates);
    },
  };
};

const other = (change: Partial<CredentialView> = {}): CredentialView => ({
  ...refusedCredential(1),
  id: 'corp',
  label: 'Corp',
  provider: 'Corp',
  ...change,
});
const working = (view: CredentialView): CredentialView => ({
  ...view,
  state: { phase: 'good', lastWorkedAt: NOON },
});
const endingIn = (ms: number, generation = 1): CredentialView => ({
  ...refusedCredential(0),
  generation,
  state: { phase: 'ends-soon', endsAt: NOON + ms },
});
const block = ({ panel }: ReturnType<typeof start>, since: number): void =>
  panel.store.setGateway({
    ...panel.state().gateway,
    state: {
      phase: 'blocked',
      since,
      failure: failure({ kind: 'pairing-required', requestId: 'r1' }),
    },
  });

describe('a notice of a refused sign-in', () => {
  it('is said once, however many helpers come to wait, and holds no number that goes stale', () => {
    const { panel, log, screen } = start();
    for (let waiting = 1; waiting <= 20; waiting += 1) {
      panel.store.setHelpers(Array.from({ length: waiting }, (_, id) => parkedHelper(`h${id}`)));
      panel.store.setCredentials([refusedCredential(waiting)]);
    }
    expect(log).toEqual(['show OpenAI refused a sign-in']);
    expect(screen[0]?.notice.words.body).not.toMatch(/\d helper/);
  });

  it('is said again for the next generation only, in place of the older one', () => {
    const { panel, log, titles } = start();
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
    const { panel, titles } = start();
    panel.store.setCredentials([refusedCredential(1)]);
    expect(titles()).toHaveLength(1);
    panel.store.setCredentials([working(refusedCredential(1))]);
    expect(titles()).toEqual([]);
  });

  it('begins the sign-in in place by a click', () => {
    const { panel, screen } = start();
    panel.store.setCredentials([refusedCredential(3)]);
    expect(screen[0]?.notice.click.act).toEqual({ kind: 'sign-in', credentialId: 'openai' });
    expect(screen[0]?.notice.more).toBeNull();
  });

  it('is one for two credentials, leads to both, and shrinks without a sound', () => {
    const { panel, log, screen, titles } = start();
    panel.store.setCredentials([refusedCredential(1)]);
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
    const { panel, log } = start();
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
    const { panel, log } = start();
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
    const { panel, log } = start();
    panel.store.setApp({ startedAt: 500 });
    panel.store.setCredentials([refusedCredential(0)]);
    expect(log).toHaveLength(1);
  });
});

describe('a notice of a sign-in that ends soon', () => {
  it('is said once, with two choices', () => {
    const { panel, log, screen } = start();
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
    const { panel, clock, log, titles } = start();
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
    const { panel, screen } = start();
    panel.store.remind({ credentialId: 'openai', generation: 1, at: NOON + minute });
    panel.store.setCredentials([endingIn(0, 2)]);
    expect(screen[0]?.notice.more).toBeNull();
  });
});

describe('notices', () => {
  it('tell of a link that waits for the person, once each time it is blocked', () => {
    const under = start();
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
    const { panel, be, log } = start();
    be({ focused: true });
    panel.store.setCredentials([refusedCredential(1)]);
    be({ focused: false });
    panel.store.setHelpers([parkedHelper('h')]);
    expect(log).toEqual([]);
  });

  it('close when the person comes to the window', () => {
    const { panel, be, titles } = start();
    panel.store.setCredentials([refusedCredential(1)]);
    be({ focused: true });
    expect(titles()).toEqual([]);
  });

  it('are shown although the window has the focus while the screen is locked', () => {
    const { panel, be, log } = start();
    be({ focused: true, locked: true });
    panel.store.setCredentials([refusedCredential(1)]);
    expect(log).toEqual(['show OpenAI refused a sign-in']);
  });

  it('say nothing of what they are about on a locked screen if that was chosen', () => {
    const { panel, be, log, notices, screen } = start();
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
    const { panel, be, log, notices } = start();
    notices({ lockScreen: 'quiet' });
    be({ locked: true });
    panel.store.setCredentials([refusedCredential(1), other()]);
    panel.store.setCredentials([working(refusedCredential(1)), other()]);
    expect(log).toEqual([]);
    be({ locked: false });
    expect(log).toEqual(['show Corp refused a sign-in']);
  });

  it('wait for the end of the quiet hours', async () => {
    const { panel, clock, log, notices } = start();
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
    const { clock, notices, stop } = start();
    notices({ quietHours: { from: '11:00', to: '12:30' } });
    expect(clock.waiting).toBe(1);
    stop();
    await settle();
    expect(clock.waiting).toBe(0);
  });
});
