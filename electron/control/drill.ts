import { allHeld, type DrillView } from '../../shared/drill.ts';
import { describeDrill, reportOfCheck } from '../../shared/describe-drill.ts';
import { failure } from '../../shared/failure.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { isRecord } from '../base/values.ts';
import { ask, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitFailed } from './exit-code.ts';

/** Ends the drill from a second connection; the first one then sees that it is over. */
const cancel = async (run: CommandRun): Promise<void> => {
  try {
    const client = await run.connect();
    const reply = await client.request('drill.cancel', {});
    client.close();
    if (!reply.ok) throw new FailureError(reply.failure);
  } catch (error) {
    await printFailure(run, toFailure(error));
  }
};

type Ended = Extract<DrillView, { readonly phase: 'ended' }>;

const follow = async (run: CommandRun, id: string): Promise<Ended> => {
  const said = new Set<string>();
  for await (const { state } of run.client.watch()) {
    const { drill } = state;
    // It was in the state before its id was answered.
    if (drill.phase === 'never' || drill.id !== id) break;
    const news = drill.checks.filter(
      ({ name, state: { phase } }) => (phase === 'held' || phase === 'broke') && !said.has(name),
    );
    for (const check of news) {
      said.add(check.name);
      if (!run.json) await run.io.out(`${reportOfCheck(check)}\n`);
    }
    if (drill.phase === 'ended') return drill;
  }
  throw new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target: 'Bulkhead' }, 'It ended meanwhile.'),
  );
};

/** Runs a drill, or follows the one that runs; done only when every check held. Ctrl+C ends it. */
export const drill = async (run: CommandRun, only: readonly string[]): Promise<number> => {
  const reply = await ask(run, 'drill.run', { only });
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  if (!isRecord(value) || typeof value.id !== 'string') {
    throw new FailureError(failure({ kind: 'protocol' }, 'the reply has no id'));
  }
  if (value.isNew === false) run.io.err('bulkhead: A drill runs already; this is that one.\n');
  const forget = run.io.onInterrupt(() => void cancel(run));
  try {
    const ended = await follow(run, value.id);
    const held = allHeld(ended);
    await print(run, { ok: held, drill: ended }, describeDrill(ended, run.now()).sentence);
    return held ? exitDone : exitFailed;
  } finally {
    forget();
  }
};
