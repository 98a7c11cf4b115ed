import { act, cleanup, render } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import type { StoreApi } from 'zustand';
import { App } from '../../../renderer/app.tsx';
import { createReplica } from '../../../renderer/replica.ts';
import { createViewState, type Place, type ViewState } from '../../../renderer/view-state.ts';
import type { PanelState, SessionView } from '../../../shared/state.ts';
import { fakeBridge, type FakeBridge } from '../../fakes/fake-bridge.ts';
import type { PanelFixture } from '../../fakes/panel-fixture.ts';
import { NOW } from '../../fakes/panel-moment.ts';
import { panelStates } from '../../fakes/panel-states.ts';

export interface Shown {
  readonly bridge: FakeBridge;
  readonly view: StoreApi<ViewState>;
  readonly user: UserEvent;
  /** Pushes a newer snapshot made from the one shown. */
  readonly change: (part: Partial<PanelState>) => void;
}

interface Options {
  readonly place?: Place;
  readonly sessions?: readonly SessionView[];
}

// Only the date stands still: what waits for time to pass still does.
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** A fixture by name. */
export const fixture = (name: string): PanelFixture => {
  const found = panelStates[name];
  if (found === undefined) throw new Error(`There is no fixture ${name}.`);
  return found;
};

/** Shows a fixture in the whole page and waits until it is there. */
export const renderPanel = async (from: PanelFixture, options: Options = {}): Promise<Shown> => {
  const bridge = fakeBridge({ ...from, sessions: options.sessions ?? from.sessions });
  const view = createViewState();
  const replica = createReplica(bridge);
  view.getState().go(options.place ?? from.place);
  render(<App panel={{ bridge, replica, view }} />);
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
  return { bridge, view, user: userEvent.setup(), change };
};

/** The inputs of every command of this name, in the order they were sent. */
export const sentTo = (bridge: FakeBridge, name: string): readonly unknown[] =>
  bridge.sent.filter((sent) => sent.name === name).map(({ input }) => input);
