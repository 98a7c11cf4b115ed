import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { describeUndrawnWindow, describeUnreadState } from '../shared/describe-broken.ts';
import { BrokenWindow } from './frame/broken.tsx';
import { Window } from './frame/window.tsx';
import { PanelProvider, type Panel } from './panel-context.tsx';
import { Boundary } from './ui/boundary.tsx';
import { Toasts } from './ui/toasts.tsx';
import { focused } from './focused.ts';
import { navigate } from './view-state.ts';

/** Before the first snapshot: nothing, or why it was refused. */
const Unread = ({ panel: { replica, loadAgain } }: { readonly panel: Panel }) => {
  const refused = useStore(replica.store, (state) => state.refused);
  return refused === null ? (
    <p hidden>Bulkhead is starting.</p>
  ) : (
    <BrokenWindow words={describeUnreadState(refused)} onLoadAgain={loadAgain} />
  );
};

/** The page: nothing until the first snapshot, then the window; never nothing for good. */
export const App = ({ panel }: { readonly panel: Panel }) => {
  useEffect(
    () => panel.bridge.onNavigate((target) => navigate(panel.view, target, focused())),
    [panel],
  );
  return (
    <CSPProvider disableStyleElements>
      <Boundary
        fallback={(thrown) => (
          <BrokenWindow words={describeUndrawnWindow(thrown)} onLoadAgain={panel.loadAgain} />
        )}
      >
        <PanelProvider panel={panel} empty={<Unread panel={panel} />}>
          <Toasts>
            <Window />
          </Toasts>
        </PanelProvider>
      </Boundary>
    </CSPProvider>
  );
};
