import type { CommandInput, CommandName, CommandResult, PanelBridge } from '../shared/contract.ts';
import { failure } from '../shared/failure.ts';
import { failed, type Reply } from '../shared/result.ts';

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
