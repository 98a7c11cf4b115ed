import { setupNotices } from '../../../electron/shell/notices.ts';
import type { NoticeAct } from '../../../electron/shell/due-notices.ts';
import type { NoticeOnDesktop } from '../../../electron/shell/notices.ts';
import type { CredentialView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import type { SettingsView } from '../../../shared/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { refusedCredential, scriptedPanel } from '../../support/scripted-panel.ts';

export const minute = 60_000;
/** The time at which they begin. */
export const NOON = new Date(2026, 10, 23, 12, 0).getTime();

interface OnScreen {
  notice: NoticeOnDesktop;
  readonly act: (act: NoticeAct) => void;
}

/** The notices of a scripted panel on a screen that a test reads. */
export const startNotices = () => {
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

/** Another refused credential. */
export const other = (change: Partial<CredentialView> = {}): CredentialView => ({
  ...refusedCredential(1),
  id: 'corp',
  label: 'Corp',
  provider: 'Corp',
  ...change,
});
/** The same credential, which works. */
export const working = (view: CredentialView): CredentialView => ({
  ...view,
  state: { phase: 'good', lastWorkedAt: NOON },
});
/** A credential that ends in so many ms. */
export const endingIn = (ms: number, generation = 1): CredentialView => ({
  ...refusedCredential(0),
  generation,
  state: { phase: 'ends-soon', endsAt: NOON + ms },
});
/** The link waits for the person. */
export const block = ({ panel }: ReturnType<typeof startNotices>, since: number): void =>
  panel.store.setGateway({
    ...panel.state().gateway,
    state: {
      phase: 'blocked',
      since,
      failure: failure({ kind: 'pairing-required', requestId: 'r1' }),
    },
  });
