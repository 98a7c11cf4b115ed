import { useCallback } from 'react';
import type { CommandInput, CommandName, CommandResult } from '../shared/contract.ts';
import { describeRefused } from '../shared/describe-refused.ts';
import type { Reply } from '../shared/result.ts';
import { useBridge } from './panel-context.tsx';
import { useSay } from './ui/toasts.tsx';

/**
 * Sends a command and says what came of it: `done` when it worked (nothing when left out, because
 * the state shows it), the cause when it did not. Answers the reply for those who need more.
 */
export const useAct = () => {
  const bridge = useBridge();
  const { done: sayDone, failed: sayFailed } = useSay();
  return useCallback(
    async <N extends CommandName>(
      name: N,
      input: CommandInput<N>,
      done?: string,
    ): Promise<Reply<CommandResult<N>>> => {
      const reply = await bridge.command(name, input);
      if (!reply.ok) {
        // A command is to be copied, and that takes as long as it takes.
        const isToRun = reply.failure.kind === 'pairing-required';
        sayFailed(describeRefused(reply.failure, 'app'), isToRun);
      } else if (done !== undefined) sayDone(done);
      return reply;
    },
    [bridge, sayDone, sayFailed],
  );
};
