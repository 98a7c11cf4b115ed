import { StrictMode, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/index.css';
import './ui/tokens.css';
import './ui/base.css';
import { answered, panelBridge } from './bridge.ts';
import { createPageTime, systemTime } from './page-time.ts';
import { lookInStorage } from './kept-look.ts';
import type { Panel } from './panel-context.tsx';
import { createReplica } from './replica.ts';
import { createViewState } from './view-state.ts';

/** Draws one of our pages in the document that it is in, on the bridge that its preload gives. */
export const drawPage = (Page: ComponentType<{ readonly panel: Panel }>): void => {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root.');
  const bridge = answered(panelBridge());
  const panel = {
    bridge,
    replica: createReplica(bridge),
    view: createViewState(lookInStorage(localStorage, 'look')),
    time: createPageTime(systemTime, document),
    loadAgain: () => location.reload(),
  };
  createRoot(root).render(
    <StrictMode>
      <Page panel={panel} />
    </StrictMode>,
  );
};
