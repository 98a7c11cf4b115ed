import * as v from 'valibot';
import {
  commandInputs,
  isCommandName,
  type CommandInput,
  type CommandName,
  type CommandResult,
  type Origin,
} from '../../shared/contract.ts';
import { failed, type Reply } from '../../shared/result.ts';
import { toFailure, invalidInput } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { issueText } from '../base/issue-text.ts';

/** What does the work of each command. The table is complete or it does not compile. */
export type CommandHandlers = {
  readonly [N in CommandName]: (
    input: CommandInput<N>,
    origin: Origin,
  ) => Reply<CommandResult<N>> | Promise<Reply<CommandResult<N>>>;
};

/** A command from outside, not yet known to be one. */
export type DispatchUnknown = (
  name: unknown,
  input: unknown,
  origin: Origin,
) => Promise<Reply<unknown>>;

/**
 * Validates, hands over, answers. Never throws and never rejects: an unknown name or a bad input is
 * `invalid-input`, whatever a handler throws becomes the Failure it stands for.
 */
export const createDispatch =
  (handlers: CommandHandlers, log: Log): DispatchUnknown =>
  async (name, input, origin) => {
    if (!isCommandName(name)) {
      return invalidInput('There is no such command.');
    }
    const parsed = v.safeParse(commandInputs[name], input);
    if (!parsed.success) {
      return invalidInput(issueText(parsed.issues));
    }
    try {
      // The table pairs each name with the handler of that very input, which TypeScript
      // cannot follow through an indexed call.
      const handle = handlers[name] as (
        parsedInput: unknown,
        from: Origin,
      ) => Reply<unknown> | Promise<Reply<unknown>>;
      return await handle(parsed.output, origin);
    } catch (error) {
      log.error('command failed', { name, origin, error });
      return failed(toFailure(error));
    }
  };
