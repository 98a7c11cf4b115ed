import { nativeTheme } from 'electron';
import type { PanelState } from '../../shared/state.ts';
import type { PanelPort } from '../ports/panel-port.ts';

/** Keeps the windows' and dialogs' theme as the settings say, from now on. */
export const followTheme = (panel: Pick<PanelPort, 'state' | 'onState'>): (() => void) => {
  const apply = ({ settings }: PanelState): void => {
    if (nativeTheme.themeSource !== settings.theme) nativeTheme.themeSource = settings.theme;
  };
  apply(panel.state());
  return panel.onState(apply);
};
