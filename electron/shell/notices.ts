import type { NavigateTarget } from '../../shared/contract.ts';
import type { PanelState } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { PanelPort } from '../panel-port.ts';
import { dueNotices } from './due-notices.ts';
import type { DueNotice } from './due-notices.ts';

/** A notice on the desktop. */
export interface ShownNotice {
  close(): void;
}

interface NoticesOptions {
  readonly clock: Clock;
  readonly panel: Pick<PanelPort, 'state' | 'onState'>;
  /** True while the person looks at the window, which says it all. */
  readonly isWindowFocused: () => boolean;
  readonly show: (notice: DueNotice, onClick: () => void) => ShownNotice;
  readonly navigate: (target: NavigateTarget) => void;
}

/**
 * Tells the desktop what needs the person: each cause once, one notice per category, the newer in
 * place of the older, closed when its cause is gone, none while the window is focused. Returns how
 * to end it; that closes what is shown.
 */
export const setupNotices = (options: NoticesOptions): (() => void) => {
  const { clock, isWindowFocused, navigate, panel, show } = options;
  const said = new Map<DueNotice['category'], { cause: string; notice: ShownNotice | null }>();

  const follow = (state: PanelState): void => {
    const due = new Map(dueNotices(state, clock.now()).map((notice) => [notice.category, notice]));
    for (const [category, { notice }] of said) {
      if (due.has(category)) continue;
      notice?.close();
      said.delete(category);
    }
    for (const [category, notice] of due) {
      const before = said.get(category);
      if (before?.cause === notice.cause) continue;
      before?.notice?.close();
      const shown = isWindowFocused() ? null : show(notice, () => navigate(notice.target));
      said.set(category, { cause: notice.cause, notice: shown });
    }
  };

  const unsubscribe = panel.onState(follow);
  follow(panel.state());
  return () => {
    unsubscribe();
    for (const { notice } of said.values()) notice?.close();
    said.clear();
  };
};
