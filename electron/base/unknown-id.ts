import { failure } from '../../shared/failure.ts';
import { failed, type Reply } from '../../shared/result.ts';

/** The answer to a command about something that is not there; `what` names it. */
export const unknownId = (what: string): Reply<never> =>
  failed(failure({ kind: 'unknown-id', what }));
