import { countsAsAlive, type PanelState } from '../../shared/state.ts';
import type { PanelPort } from '../ports/panel-port.ts';

/** Whether the computer is to stay awake: the person wants it, and a helper works. Pure. */
export const mustStayAwake = ({
  settings,
  helpers,
}: Pick<PanelState, 'settings' | 'helpers'>): boolean =>
  settings.keepAwake &&
  helpers.some(({ fromHistory, state }) => !fromHistory && countsAsAlive(state));

/**
 * Keeps the computer from going to sleep for as long as it must stay awake, from now on. `hold` asks the
 * desktop for that and answers how to let go. Returns how to stop, which lets go too.
 */
export const keepAwake = (
  panel: Pick<PanelPort, 'state' | 'onState'>,
  hold: () => () => void,
): (() => void) => {
  let letGo: (() => void) | null = null;
  const release = (): void => {
    letGo?.();
    letGo = null;
  };
  const apply = (state: PanelState): void => {
    if (mustStayAwake(state)) letGo ??= hold();
    else release();
  };
  apply(panel.state());
  const stop = panel.onState(apply);
  return () => {
    stop();
    release();
  };
};

/**
 * The computer is awake again: a gateway that is waited for is tried at once. One that refused, or from
 * which the person keeps away, is left alone.
 */
export const wokeUp = (panel: Pick<PanelPort, 'state' | 'dispatch'>): void => {
  if (panel.state().gateway.state.phase !== 'waiting') return;
  void panel.dispatch('gateway.retry', {}, 'tray');
};
