import type { PanelBridge } from '../shared/contract.ts';

declare global {
  interface Window {
    readonly bulkhead: PanelBridge;
  }
}

/** The door that the preload opened; nothing else in the renderer touches `window.bulkhead`. */
export const panelBridge = (): PanelBridge => window.bulkhead;
