import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';

import { systemClock } from '../../electron/base/clock.ts';
import type { Panel } from '../../electron/ports/panel-port.ts';
import { PageFeed } from '../../electron/shell/page-feed.ts';
import { mergePanel } from '../../renderer/replica.ts';
import { channels } from '../../shared/contract.ts';
import type { PanelState } from '../../shared/state.ts';
import { percentile } from './percentile.ts';

/** What a panel does while its helpers stream. */
export interface Load {
  /** Busy time of the panel's thread per piece of text that came, in ms, with its page's feed. */
  readonly perPieceMs: number;
  /** How late a piece of the first helper is, 95th percentile, in ms. */
  readonly lateMs: number;
  /** Time for the page to take one snapshot in, in ms. */
  readonly perSnapshotMs: number;
  /** Bytes of the newest snapshot. */
  readonly snapshotBytes: number;
}

const windowMs = 5_000;

/** Watches the panel for five seconds as a visible window would. */
export const measureLoad = async (panel: Panel, paceMs: number): Promise<Load> => {
  const shown: Buffer[] = [];
  const on = (_event: string, listener: () => void): void => {
    if (_event === 'dom-ready') setImmediate(listener);
  };
  const feed = new PageFeed(
    {
      webContents: {
        // as Electron does: what goes to the page is copied
        send: (channel, value) => {
          const copy = serialize(value);
          if (channel === channels.state) shown.push(copy);
        },
        on,
      },
      isDestroyed: () => false,
      isVisible: () => true,
      isMinimized: () => false,
      on: () => undefined,
    },
    {
      clock: systemClock,
      state: panel.state,
      allSessions: () => ({ ...panel.sessions(), reset: true, removed: [] }),
    },
  );
  await delay(200);
  const first = panel.state().helpers[0]?.id;
  const gaps: number[] = [];
  let last: number | null = null;
  let pieces = 0;
  const stop = [
    panel.onState((state) => feed.offerState(state)),
    panel.onOutput((chunk) => {
      feed.offerOutput(chunk);
      pieces += 1;
      if (chunk.helperId !== first) return;
      const now = performance.now();
      if (last !== null) gaps.push(Math.max(0, now - last - paceMs));
      last = now;
    }),
  ];
  shown.length = 0;
  const before = performance.eventLoopUtilization();
  await delay(windowMs);
  const { active } = performance.eventLoopUtilization(before);
  for (const end of stop) end();
  feed.close();

  let page: PanelState | null = null;
  const takenAt = performance.now();
  for (const copy of shown) page = mergePanel(page, deserialize(copy) as PanelState);
  return {
    perPieceMs: active / pieces,
    lateMs: percentile(gaps, 0.95),
    perSnapshotMs: (performance.now() - takenAt) / shown.length,
    snapshotBytes: serialize(panel.state()).length,
  };
};
