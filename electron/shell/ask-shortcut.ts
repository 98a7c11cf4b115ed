import { askShortcutPurpose } from '../../shared/describe-ask-shortcut.ts';
import type { AskShortcut, PanelState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { followSessionBus } from './follow-session-bus.ts';
import { servePortalShortcut } from './shortcut-portal.ts';

interface AskShortcutOptions {
  readonly panel: Pick<PanelPort, 'state' | 'onState'>;
  /** Undefined or empty where there is no session bus. */
  readonly busAddress: string | undefined;
  /** As the installed `.desktop` file is called. */
  readonly appId: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Longest wait for each answer of the desktop, in ms. */
  readonly timeoutMs?: number;
  /** Told each time that it stands otherwise; it is off before. */
  readonly onFound: (found: AskShortcut) => void;
  readonly onPressed: () => void;
}

const shortcut = {
  id: 'ask',
  description: askShortcutPurpose,
  trigger: 'CTRL+ALT+space',
} as const;

/**
 * Keeps the global shortcut for as long as the settings want it, also over a portal or a session bus
 * that restarts. Returns how to stop.
 */
export const followAskShortcut = (options: AskShortcutOptions): (() => void) => {
  const { busAddress, onFound, onPressed, panel, ...rest } = options;
  let isOn = false;
  let end = (): void => undefined;

  const begin = (): (() => void) => {
    let isLive = true;
    const say = (found: AskShortcut): void => {
      if (isLive) onFound(found);
    };
    const none = (): void => say({ phase: 'none' });
    if (busAddress === undefined || busAddress === '') {
      none();
      return () => undefined;
    }
    const unfollow = followSessionBus({
      ...rest,
      busAddress,
      use: (bus) => {
        bus.onLost(none);
        return servePortalShortcut(bus, {
          ...rest,
          shortcut,
          onFound: say,
          onPressed: () => {
            if (isLive) onPressed();
          },
        });
      },
      onLost: none,
      onUnusable: none,
    });
    return () => {
      isLive = false;
      unfollow();
    };
  };

  const apply = ({ settings }: Pick<PanelState, 'settings'>): void => {
    const isWanted = settings.askShortcut === 'on';
    if (isWanted === isOn) return;
    // What is found changes the state, and comes back here.
    isOn = isWanted;
    end();
    if (isWanted) end = begin();
    else onFound({ phase: 'off' });
  };
  apply(panel.state());
  const stop = panel.onState(apply);
  return () => {
    stop();
    end();
  };
};
