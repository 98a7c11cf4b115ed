import { contextBridge, ipcRenderer } from 'electron';
import type {
  AskOpening,
  CommandInput,
  CommandName,
  CommandResult,
  NavigateTarget,
  PanelBridge,
} from '../shared/contract.ts';
import { channels } from '../shared/contract.ts';
import type { Reply } from '../shared/result.ts';
import type { OutputChunk, PanelState, SessionsChange } from '../shared/state.ts';

/** What a channel keeps for a listener that comes after the message did. */
type Keep = 'nothing' | 'newest' | 'untaken';

/** What main says on each of its channels. */
interface Streams {
  readonly [channels.state]: PanelState;
  readonly [channels.sessions]: SessionsChange;
  readonly [channels.output]: OutputChunk;
  readonly [channels.navigate]: NavigateTarget;
  readonly [channels.ask]: AskOpening;
}

const relay = <C extends keyof Streams>(
  channel: C,
  keep: Keep,
): ((listener: (value: Streams[C]) => void) => () => void) => {
  type Value = Streams[C];
  const listeners = new Set<(value: Value) => void>();
  let kept: { readonly value: Value } | null = null;
  ipcRenderer.on(channel, (_event, value: Value) => {
    if (keep === 'newest' || (keep === 'untaken' && listeners.size === 0)) kept = { value };
    for (const listener of listeners) listener(value);
  });
  return (listener) => {
    // A listener of its own per call, so that one function given twice is let go twice.
    const own = (value: Value): void => {
      listener(value);
    };
    listeners.add(own);
    if (kept !== null) own(kept.value);
    if (keep === 'untaken') kept = null;
    return () => {
      listeners.delete(own);
    };
  };
};

contextBridge.exposeInMainWorld('bulkhead', {
  command: <N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<Reply<CommandResult<N>>> => ipcRenderer.invoke(channels.command, name, input),
  onState: relay(channels.state, 'newest'),
  onSessions: relay(channels.sessions, 'nothing'),
  onOutput: relay(channels.output, 'nothing'),
  onNavigate: relay(channels.navigate, 'untaken'),
  onAsk: relay(channels.ask, 'newest'),
} satisfies PanelBridge);
