import { ipcMain, clipboard, app, powerMonitor, powerSaveBlocker } from 'electron';
import type { NavigateTarget } from '../../shared/contract.ts';
import {
  askLostWindow,
  closingNotKeptNotice,
  noTrayId,
  noTrayNotice,
  notDoneNotice,
  reloadedNotice,
  signInNotBegunNotice,
} from '../../shared/describe-shell.ts';
import type { NoticeTried } from '../../shared/describe-notice-test.ts';
import type { Failure } from '../../shared/failure.ts';
import type { AppState, AskShortcut, Notice } from '../../shared/state.ts';
import type { Ambient } from '../base/ambient.ts';
import { appId } from '../base/version.ts';
import type { AboutPort, DesktopPort, DesktopReport } from '../ports/desktop-port.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import type { Autostart } from './autostart.ts';
import type { DesktopMemory } from './desktop-memory.ts';
import { createDesktopNotices } from './desktop-notices.ts';
import { followAskShortcut } from './ask-shortcut.ts';
import { makeAskWindow, type AskWindow } from './ask-window.ts';
import { createDialogs, type Question } from './dialogs.ts';
import type { NoticeAct } from './due-notices.ts';
import { followTray } from './follow-tray.ts';
import { startHidden } from './hidden-start.ts';
import { connectIpc } from './ipc.ts';
import { keepAwake, wokeUp } from './keep-awake.ts';
import { KeptAsk } from './kept-ask.ts';
import { createMayClose } from './may-close.ts';
import { setupAppMenu } from './menus.ts';
import { setupNotices } from './notices.ts';
import { PanelWindow, followTheme } from './panel-window.ts';
import { watchLock, createPersonWatch } from './person-watch.ts';
import { setupQuit } from './quit.ts';
import { setupSecurity } from './security.ts';
import { signInInPlace } from './sign-in-in-place.ts';
import { actIn, targetOf } from './start-words.ts';
import { watchTrayHost } from './tray-host.ts';
import { openTrayItem } from './tray-item.ts';
import { setupTray } from './tray.ts';
import { tryNotice } from './try-notice.ts';

/** The desktop, as the composition root has it. */
export interface Desktop extends DesktopPort {
  /** Asks with Cancel focused, until the signal aborts; true only when the person chose the action. */
  confirm(question: Question, signal: AbortSignal): Promise<boolean>;
  /** Says something in the window. */
  notify(notice: Notice): void;
  /** Does what a start with these arguments asks for: one of the launcher's acts, or shows the window, on what a link names. */
  open(args: readonly string[]): void;
  /** Goes without a window while there is a tray; without one the window is shown after all. */
  openHidden(): void;
  /** Shows the panel in window, tray and notices, for as long as the app lives. Once. */
  connect(panel: PanelPort): void;
}

interface DesktopOptions {
  /** Folder of the built page. */
  readonly rendererRoot: string;
  /** The built preload. */
  readonly preload: string;
  readonly busAddress: string | undefined;
  readonly memory: DesktopMemory;
  readonly autostart: Autostart;
  readonly about: AboutPort;
  readonly ambient: Ambient;
  /** Aborts when the app begins to quit. */
  readonly signal: AbortSignal;
  /** Closes everything the app started. */
  readonly close: () => Promise<void>;
}

/** Puts plain text on the desktop's clipboard; settles when it is there. */
const copyText = async (text: string): Promise<void> => {
  await clipboard.writeText(text);
};

/** Opens the shell around the panel: page, menus, dialogs and the way out. Once, when ready. */
export const openDesktop = (options: DesktopOptions): Desktop => {
  const { ambient, busAddress, close, memory, preload, rendererRoot } = options;
  const { clock, log } = ambient;
  setupSecurity(rendererRoot);
  setupAppMenu((target) => navigateTo(target));
  const quit = setupQuit({ close, log });
  let window: PanelWindow | null = null;
  let asking: KeptAsk<AskWindow> | null = null;
  let open: Desktop['open'] = () => undefined;
  let testNotice = (): Promise<NoticeTried> => Promise.resolve({ outcome: 'none', why: 'no-bus' });
  let navigateTo: (target: NavigateTarget) => void = () => undefined;
  const dialogs = createDialogs(() => asking?.focused()?.native ?? window?.current() ?? null);

  let tray: AppState['tray'] = 'unknown';
  let askShortcut: AskShortcut = { phase: 'off' };
  const reports = new Set<DesktopReport>();
  const notify = (notice: Notice): void => {
    for (const report of reports) report.notify(notice);
  };

  const connect = (panel: PanelPort): void => {
    const ipc = connectIpc({ ipcMain, panel, clock, log });
    const onLost = async (reason: string): Promise<void> => {
      const question = askLostWindow(reason);
      if ((await dialogs.choose(question, question.buttons, 0)) === 1) opened.show();
    };

    const notices = createDesktopNotices({ busAddress, ...ambient });
    const person = createPersonWatch(
      () => opened.current()?.isFocused() ?? false,
      watchLock({ busAddress, ...ambient }),
    );
    const opened = new PanelWindow({
      preload,
      clock,
      log,
      bounds: { read: () => memory.bounds(), write: (bounds) => memory.keepBounds(bounds) },
      mayClose: createMayClose({
        state: panel.state,
        quit,
        dialogs,
        remember: async (value) => {
          const kept = await panel.dispatch('settings.set', { key: 'whenClosed', value }, 'tray');
          if (!kept.ok) notify(closingNotKeptNotice(kept.failure));
        },
        close: () => opened.current()?.close(),
      }),
      onCreated: (created) => {
        ipc.attach(created);
        person.attach(created);
      },
      onReloaded: (reason) => notify(reloadedNotice(reason)),
      onLost: (reason) => void onLost(reason),
    });
    window = opened;
    const navigate = (target: NavigateTarget): void => {
      opened.show();
      ipc.navigate(target);
    };
    navigateTo = navigate;
    const ask = new KeptAsk<AskWindow>({
      clock,
      log,
      make: (tells) =>
        makeAskWindow({ preload, log, attach: (created) => ipc.attachSmall(created) }, tells),
      onFailed: (templateId) => {
        if (!quit.isUnderWay()) navigate({ view: 'spawn', templateId });
      },
    });
    asking = ask;

    open = (args) => {
      switch (actIn(args)) {
        case 'ask':
          ask.open(null);
          return;
        case 'drill':
          navigate({ view: 'drill' });
          void panel.dispatch('drill.run', {}, 'tray');
          return;
        case 'quit':
          void panel.dispatch('app.quit', {}, 'tray');
          return;
        case null: {
          const target = targetOf(args, panel.state());
          if (target === null) opened.show();
          else navigate(target);
        }
      }
    };
    const signIn = (credentialId: string): void => {
      const onRefused = (why: Failure): void => notify(signInNotBegunNotice(why));
      void signInInPlace({ panel, navigate, onRefused }, credentialId);
    };
    const act = (chosen: NoticeAct): void => {
      switch (chosen.kind) {
        case 'show':
          navigate(chosen.target);
          return;
        case 'sign-in':
          signIn(chosen.credentialId);
          return;
        case 'remind':
          for (const id of chosen.credentialIds) {
            void panel.dispatch('credentials.remind', { id }, 'tray');
          }
      }
    };

    testNotice = () => tryNotice({ clock, panel, person, notices, act });

    followTheme(panel);
    keepAwake(panel, () => {
      const id = powerSaveBlocker.start('prevent-app-suspension');
      return () => powerSaveBlocker.stop(id);
    });
    powerMonitor.on('resume', () => wokeUp(panel));
    const followed = followTray({
      clock,
      onNone: () => {
        if (memory.mustSayNoTray()) notify(noTrayNotice(panel.state().settings.whenClosed));
      },
      onThere: () => void panel.dispatch('notices.dismiss', { id: noTrayId }, 'tray'),
      hasWindow: () => opened.current() !== null,
      show: () => opened.show(),
      signal: options.signal,
    });
    setupTray({
      clock,
      panel,
      navigate,
      signIn,
      askFor: (draft) => ask.openOn(draft),
      onRefused: (why) => {
        opened.show();
        notify(notDoneNotice(why));
      },
      makeIcon: (tells) => openTrayItem({ ...tells, busAddress, pid: process.pid, log }),
      onOpened: () => ask.prepare(),
      watchHost: (onChange) => watchTrayHost({ busAddress, ...ambient, onChange }),
      onPresence: (found) => {
        tray = found;
        for (const report of reports) report.onTray(tray);
        followed(tray);
      },
    });
    followAskShortcut({
      ...ambient,
      panel,
      busAddress,
      appId,
      onFound: (found) => {
        askShortcut = found;
        for (const report of reports) report.onAskShortcut(found);
      },
      onPressed: () => ask.open(null),
    });
    setupNotices({
      clock,
      panel,
      person,
      act,
      show: (notice, onAct) => notices.show(notice, onAct),
    });
  };

  return {
    show: (target) => {
      if (target === null) window?.show();
      else navigateTo(target);
    },
    ask: {
      open: (templateId) => asking?.open(templateId),
      keep: (draft) => asking?.keep(draft),
      close: () => asking?.close(),
    },
    quit: () => quit.start(),
    restart: () => {
      if (!quit.isUnderWay()) app.relaunch();
      quit.start();
    },
    copy: copyText,
    about: options.about,
    autostart: (on) => (on === null ? options.autostart.read() : options.autostart.set(on)),
    testNotice: () => testNotice(),
    chooseFolder: (from) => dialogs.chooseFolder(from),
    chooseFile: (title) => dialogs.chooseFile(title),
    chooseNewFile: (title, name) => dialogs.chooseNewFile(title, name),
    confirm: (question, signal) => dialogs.confirm(question, signal),
    follow: (report) => {
      const own = { ...report };
      reports.add(own);
      own.onTray(tray);
      own.onAskShortcut(askShortcut);
      return () => reports.delete(own);
    },
    notify,
    open: (args) => open(args),
    openHidden: () => {
      void startHidden({
        clock,
        tray: () => tray,
        hasWindow: () => window?.current() !== null,
        show: () => window?.show(),
        signal: options.signal,
      });
    },
    connect,
  };
};
