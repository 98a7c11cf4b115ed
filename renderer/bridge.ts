import type { PanelBridge, CommandInput, CommandName, CommandResult } from '../shared/contract.ts';
import { failure } from '../shared/failure.ts';
import { failed, type Reply } from '../shared/result.ts';

declare global {
  interface Window {
    readonly bulkhead: PanelBridge;
  }
}

/** The door that the preload opened; nothing else in the renderer touches `window.bulkhead`. */
export const panelBridge = (): PanelBridge => window.bulkhead;

/** The bridge with an answer to every command: one that main never came to answer has failed. */
export const answered = (bridge: PanelBridge): PanelBridge => ({
  ...bridge,
  command: async <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<Reply<CommandResult<N>>> => {
    try {
      return await bridge.command(name, input);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return failed(failure({ kind: 'unexpected' }, words));
    }
  },
});
