import { act, cleanup, configure, render } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import type { StoreApi } from 'zustand';
import { answered } from '../../../renderer/bridge.ts';
import { App } from '../../../renderer/app.tsx';
import { createPageTime } from '../../../renderer/page-time.ts';
import { createReplica } from '../../../renderer/replica.ts';
import { createViewState, type ViewState } from '../../../renderer/view-state.ts';
import type { PanelState } from '../../../shared/state.ts';
import { fakeBridge, type FakeBridge } from '../../fakes/fake-bridge.ts';
import { ManualTime } from '../../fakes/manual-time.ts';
import type { PanelFixture } from '../../fakes/panel-fixture.ts';
import { NOW } from '../../fakes/panel-moment.ts';
import { plainStyle } from './plain-style.ts';

export interface Shown {
  readonly bridge: FakeBridge;
  readonly view: StoreApi<ViewState>;
  readonly user: UserEvent;
  /** Pushes a newer snapshot made from the one shown. */
  readonly change: (part: Partial<PanelState>) => void;
  /** Lets so many ms pass. */
  readonly pass: (ms: number) => void;
  readonly clock: ManualTime;
  /** Called when the page is to be loaded anew. */
  readonly loadAgain: () => void;
}

window.getComputedStyle = plainStyle;
// Its own second is short for the roles of a large page on a busy computer.
configure({ asyncUtilTimeout: 10_000 });

/**
 * Shows a fixture in the whole page, in place of the page before it, and waits until it is there.
 * `prepare` may change what main answers before it is asked.
 */
export const renderPanel = async (
  from: PanelFixture,
  prepare: (bridge: FakeBridge) => void = () => undefined,
): Promise<Shown> => {
  cleanup();
  const bridge = fakeBridge(from);
  prepare(bridge);
  const view = createViewState();
  const clock = new ManualTime(NOW);
  const door = answered(bridge);
  const replica = createReplica(door);
  view.getState().go(from.place);
  const loadAgain = vi.fn<() => void>();
  const time = createPageTime(clock, document);
  const onCaughtError = vi.fn<() => void>();
  render(<App panel={{ bridge: door, replica, view, time, loadAgain }} />, { onCaughtError });
  // The first snapshot and rows come with promises of the bridge.
  await act(async () => {
    await Promise.resolve();
  });
  let newest = from.panel;
  const change = (part: Partial<PanelState>) => {
    newest = { ...newest, ...part, revision: newest.revision + 1 };
    act(() => {
      bridge.pushState(newest);
    });
  };
  const pass = (ms: number) => {
    act(() => {
      clock.pass(ms);
    });
  };
  return { bridge, view, user: userEvent.setup({ delay: null }), change, pass, clock, loadAgain };
};
