import { describeCause } from '../../../shared/describe-cause.ts';
import { oneLine } from '../../../shared/format.ts';
import type { HelperState, HelperView, TimelineEntry, Tone } from '../../../shared/state.ts';
import type { RunEvent, RunItem } from '../../codex/client.ts';
import { isIsolated } from '../client/pool.ts';
import { providerFor, type SpawnRequest } from '../spawn-request.ts';

/** A timeline keeps its beginning and its newest entries. */
const timelineMax = 200;
const timelineHead = 10;

/** What an attempt has not come to yet. */
const notBegun = {
  startedAt: null,
  firstDeltaAt: null,
  refusedAt: null,
  failedAt: null,
  endedAt: null,
} as const;

/** A helper as it is when it was just asked for. Pure. */
export const queuedView = (
  id: string,
  name: string,
  request: SpawnRequest,
  now: number,
): HelperView => ({
  id,
  version: 1,
  name,
  templateId: request.template.id,
  templateName: request.template.name,
  model: request.template.model,
  provider: providerFor(request.template).name,
  state: { phase: 'queued' },
  prompt: request.prompt,
  cwd: request.cwd,
  sandbox: request.template.sandbox,
  approvals: request.template.approvals,
  isolated: isIsolated(request),
  spawnedBy: request.spawnedBy,
  clientId: null,
  pid: null,
  credentialId: request.template.credential,
  credentialGeneration: 0,
  queuedAt: now,
  ...notBegun,
  activity: 'Asked for',
  timeline: [],
  outputLength: 0,
  toolsRun: 0,
  promptsSent: 0,
  totalTokens: null,
  blastRadius: null,
  fromHistory: false,
});

/** The view with a line more in its timeline. Pure. */
export const noted = (view: HelperView, at: number, tone: Tone, text: string): HelperView => {
  const entry: TimelineEntry = { at, tone, text: oneLine(text, 240) };
  const all = [...view.timeline, entry];
  const timeline =
    all.length <= timelineMax
      ? all
      : [...all.slice(0, timelineHead), ...all.slice(timelineHead + 1 - timelineMax)];
  return { ...view, timeline };
};

/**
 * The view as a new attempt begins: what the last one left is cleared, the prompt is not. Tools that
 * ran for it count on when it goes on behind them (`toolsRun`). Pure.
 */
export const startedOver = (view: HelperView, now: number, toolsRun = 0): HelperView => ({
  ...view,
  state: { phase: 'queued' },
  activity: 'Waits to start',
  queuedAt: now,
  ...notBegun,
  toolsRun,
  blastRadius: null,
  fromHistory: false,
});

const isTool = (item: RunItem): boolean =>
  item.type === 'command' || item.type === 'file-change' || item.type === 'tool';

/** Null for what says nothing to a person. */
const doing = ({ type, title }: RunItem): string | null => {
  switch (type) {
    case 'command':
      return oneLine(`Running ${title}`, 160);
    case 'file-change':
      return oneLine(`Changing ${title}`, 160);
    case 'tool':
      return oneLine(`Using ${title}`, 160);
    case 'reasoning':
      return 'Thinking';
    case 'message':
      return 'Writing';
    case 'other':
      return null;
  }
};

const did = { command: 'Ran', 'file-change': 'Changed', tool: 'Used' } as const;

const done = ({ type, title, status }: RunItem): string => {
  const verb = type === 'command' || type === 'file-change' || type === 'tool' ? did[type] : 'Did';
  return status === 'completed' ? `${verb} ${title}` : `${verb} ${title} (${status})`;
};

const toneOf = ({ status }: RunItem): Tone => (status === 'completed' ? 'work' : 'neutral');

/** What a run's event does to the view; the output is not part of it. Pure. */
export const heardEvent = (view: HelperView, event: RunEvent, now: number): HelperView => {
  switch (event.kind) {
    case 'thread':
    case 'progress':
      return view;
    case 'turn':
      return { ...view, activity: 'Waiting for the first answer' };
    case 'delta': {
      const named =
        view.firstDeltaAt === null ? noted(view, now, 'work', `${view.provider} answered`) : view;
      return { ...named, firstDeltaAt: view.firstDeltaAt ?? now, activity: 'Writing' };
    }
    case 'item-started': {
      const toolsRun = view.toolsRun + (isTool(event.item) ? 1 : 0);
      return { ...view, activity: doing(event.item) ?? view.activity, toolsRun };
    }
    case 'item-completed':
      return isTool(event.item) ? noted(view, now, toneOf(event.item), done(event.item)) : view;
    case 'tokens':
      return { ...view, totalTokens: event.total };
    case 'note':
      return noted(view, now, 'neutral', event.text);
  }
};

/** True while a process of its own, or a shared one, runs for it. */
export const hasProcess = (view: HelperView): boolean => view.pid !== null;

/** What one line says when the helper came to rest in a state. Pure. */
export const restingActivity = (state: HelperState): string => {
  switch (state.phase) {
    case 'waiting-for-sign-in':
      if (state.failure.kind !== 'unauthorized' || state.failure.generation > 0) {
        return 'Will wait: sign-in refused';
      }
      return state.failure.isLockedAway === true
        ? 'Will wait: the password store is locked'
        : 'Will wait: no key is set yet';
    case 'completed':
      return 'Completed';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return describeCause(state.failure, 'helper');
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
      return '';
  }
};
