import type { AskDraft, CommandName, NavigateTarget } from '../../shared/contract.ts';
import { describeState } from '../../shared/describe-summary.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import type { AppState, PanelState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { Paced } from '../base/paced.ts';
import { trayMenu } from './tray-menu.ts';
import type { TrayAction, TrayItem } from './tray-menu.ts';
import { trayMood, type TrayMood } from './tray-picture.ts';

/** An icon in the desktop's tray. */
export interface TrayIcon {
  /** Replaces the menu, the text that stands for the icon, and what the icon says. */
  show(items: readonly TrayItem[], summary: string, mood: TrayMood): void;
  destroy(): void;
}

/** What an icon tells. */
export interface TrayTells {
  readonly act: (action: TrayAction) => void;
  /** The person looks at the menu. */
  readonly onOpened: () => void;
  /** The desktop does not show it. */
  readonly onRefused: () => void;
}

interface TrayOptions {
  readonly clock: Clock;
  readonly panel: Pick<PanelPort, 'dispatch' | 'state' | 'onState'>;
  /** Opens the window, made anew if need be, and shows this in it. */
  readonly navigate: (target: NavigateTarget) => void;
  /** Opens the window on a credential and begins its sign-in there. */
  readonly signIn: (credentialId: string) => void;
  /** Opens the small window on this, in place of what was typed there. */
  readonly askFor: (draft: AskDraft) => void;
  /** Tells that what was chosen could not be done: no page shows the answer. */
  readonly onRefused: (why: Failure) => void;
  readonly makeIcon: (tells: TrayTells) => TrayIcon;
  /** The person looks at the menu. */
  readonly onOpened: () => void;
  /** Reports the presence of a tray now and whenever it changes; returns how to stop. */
  readonly watchHost: (onChange: (present: boolean) => void) => () => void;
  readonly onPresence: (tray: AppState['tray']) => void;
}

/** An open menu flickers when it is replaced, so changes are gathered. */
const PACE_MS = 250;

/**
 * Keeps an icon in the tray for as long as the desktop has one, its menu always that of the newest
 * state. Works with no window open. Returns how to take it away; twice is safe.
 */
export const setupTray = (options: TrayOptions): (() => void) => {
  const {
    askFor,
    clock,
    makeIcon,
    navigate,
    onOpened,
    onPresence,
    onRefused,
    panel,
    signIn,
    watchHost,
  } = options;
  const ended = new AbortController();
  let icon: TrayIcon | null = null;
  let shown = '';

  const send = async (name: CommandName, input: unknown): Promise<void> => {
    const reply = await panel.dispatch(name, input, 'tray');
    if (!reply.ok) onRefused(reply.failure);
  };
  const startLike = (id: string): void => {
    const like = panel.state().helpers.find((helper) => helper.id === id);
    if (like === undefined) {
      onRefused(failure({ kind: 'unknown-id', what: 'helper' }));
      return;
    }
    const { templateId, prompt, cwd, isolated } = like;
    const input = { templateId, prompt, cwd, isolated };
    void panel.dispatch('helpers.spawn', input, 'tray').then((reply) => {
      if (reply.ok) return;
      // What it needs a yes for is asked where the prompt and the folder can be seen.
      if (reply.failure.kind === 'needs-confirmation') askFor({ templateId, prompt, cwd });
      else onRefused(reply.failure);
    });
  };
  const act = (action: TrayAction): void => {
    switch (action.kind) {
      case 'command':
        void send(action.name, 'input' in action ? action.input : {});
        return;
      case 'ask':
        void send('ask.open', { templateId: action.templateId });
        return;
      case 'start-like':
        startLike(action.helperId);
        return;
      case 'sign-in':
        signIn(action.credentialId);
        return;
      case 'drill':
        navigate({ view: 'drill' });
        void send('drill.run', {});
        return;
      case 'navigate':
        navigate(action.target);
    }
  };
  const draw = (current: PanelState): void => {
    const items = trayMenu(current, clock.now());
    const mood = trayMood(current);
    const written = JSON.stringify([items, mood]);
    if (icon === null || written === shown) return;
    shown = written;
    icon.show(items, describeState(current, clock.now()), mood);
  };
  const paced = new Paced<PanelState>({
    clock,
    intervalMs: PACE_MS,
    signal: ended.signal,
    send: draw,
  });
  const removeIcon = (): void => {
    icon?.destroy();
    icon = null;
    shown = '';
  };

  const unsubscribe = panel.onState((current) => {
    if (icon !== null) paced.offer(current);
  });
  const unwatch = watchHost((present) => {
    // A tray that comes back knows only icons that are made after it.
    removeIcon();
    if (present) {
      const made = makeIcon({
        act,
        onOpened,
        onRefused: () => {
          if (icon !== made) return;
          removeIcon();
          onPresence('none');
        },
      });
      icon = made;
      draw(panel.state());
    }
    onPresence(present ? 'shown' : 'none');
  });
  return () => {
    ended.abort();
    unsubscribe();
    unwatch();
    removeIcon();
  };
};
