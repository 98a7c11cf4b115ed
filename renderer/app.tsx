import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect } from 'react';
import { Window } from './frame/window.tsx';
import { PanelProvider, type Panel } from './panel-context.tsx';
import { Toasts } from './ui/toasts.tsx';
import { focused } from './focused.ts';
import { navigate } from './view-state.ts';

/** The page: nothing until the first snapshot, then the window. */
export const App = ({ panel }: { readonly panel: Panel }) => {
  useEffect(
    () => panel.bridge.onNavigate((target) => navigate(panel.view, target, focused())),
    [panel],
  );
  return (
    <CSPProvider disableStyleElements>
      <PanelProvider panel={panel} empty={<p hidden>Bulkhead is starting.</p>}>
        <Toasts>
          <Window />
        </Toasts>
      </PanelProvider>
    </CSPProvider>
  );
};
