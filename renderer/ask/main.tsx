import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/index.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { answered, panelBridge } from '../bridge.ts';
import { createPageTime, systemTime } from '../page-time.ts';
import { createReplica } from '../replica.ts';
import { createViewState } from '../view-state.ts';
import { AskPage } from './ask.tsx';

const bridge = answered(panelBridge());
const panel = {
  bridge,
  replica: createReplica(bridge),
  view: createViewState(),
  time: createPageTime(systemTime, document),
  loadAgain: () => location.reload(),
};

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
createRoot(root).render(
  <StrictMode>
    <AskPage panel={panel} />
  </StrictMode>,
);
