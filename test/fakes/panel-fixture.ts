import type { AboutApp, Licence } from '../../shared/about.ts';
import type { TemplatesFile } from '../../shared/contract.ts';
import type { ArchivedHelper } from '../../shared/history.ts';
import type { Preflight } from '../../shared/preflight.ts';
import type { HelperView, PanelState, SessionView } from '../../shared/state.ts';
import type { Place } from '../../renderer/view-state.ts';
import { aboutApp, licences } from './panel-about.ts';
import { blastAmong } from './panel-blast.ts';
import { ago, timeline } from './panel-moment.ts';
import {
  appState,
  credential,
  gatewayView,
  helper,
  sessions,
  settings,
  templates,
  workKey,
} from './panel-parts.ts';

/** A state of the whole panel, with what else the page would be told. */
export interface PanelFixture {
  readonly panel: PanelState;
  readonly sessions: readonly SessionView[];
  /** Output by helper id. */
  readonly output: Readonly<Record<string, string>>;
  /** What a look before a spawn finds; left out while main cannot look. */
  readonly preflight?: Preflight;
  /** The text of a bundle; left out while main makes none. */
  readonly bundle?: string;
  /** Helpers that have left the list, the newest first. */
  readonly history?: readonly ArchivedHelper[];
  /** What a file of templates has; left out while the person chooses none. */
  readonly templatesFile?: TemplatesFile;
  readonly about: AboutApp;
  readonly licences: readonly Licence[];
  /** Where the page stands. */
  readonly place: Place;
}

/** Where nothing was sent and nothing failed, nothing is measured. */
const failedOnce = ({ state, promptsSent }: HelperView): boolean =>
  state.phase === 'failed' || (state.phase === 'waiting-for-sign-in' && promptsSent > 0);

/** A panel in which all is well but for `part`; a failure's blast radius is measured among its helpers. */
export const panel = (part: Partial<PanelState> = {}): PanelState => {
  const helpers = part.helpers ?? [];
  return {
    revision: 1,
    app: appState(),
    gateway: gatewayView(),
    credentials: [credential(), workKey],
    templates,
    settings,
    drill: { phase: 'never' },
    ...part,
    helpers: helpers.map((one) =>
      failedOnce(one) && one.blastRadius === null
        ? { ...one, blastRadius: blastAmong(helpers, one.id) }
        : one,
    ),
  };
};

export const speech = [
  'Read src/queue/worker.ts (212 lines).',
  'Ran npm test -- queue: exit 1, 14.2 s',
  '  ✗ drains in order under load (1.8 s)',
  '    expected [1, 2, 3, 4], received [1, 3, 2, 4]',
  '',
  'The order breaks when two workers take a job within the same tick: claim() reads the head, awaits the lock, then removes whatever is the head by then. The test is right and the worker is wrong.',
  '',
  ...Array.from({ length: 40 }, (_, run) => `run ${run + 1} of 40: 42 passed`),
].join('\n');

/** A fixture at a place, with the usual sessions and output. */
export const at = (
  view: PanelState,
  place: Place,
  more: Partial<PanelFixture> = {},
): PanelFixture => ({
  panel: view,
  sessions,
  output: { 'h-1': speech, 'h-4': speech },
  about: aboutApp,
  licences,
  place,
  ...more,
});

export const running = helper({ outputLength: speech.length });
export const docs = helper({
  id: 'h-2',
  name: 'docs-bot',
  state: { phase: 'running', since: ago(100) },
  activity: 'Running rg --files docs',
  isolated: false,
  clientId: 'client-0b77ac4e',
  pid: 48_090,
  bounds: { kind: 'process', memory: 16_000_000_000, niceness: 3 },
  queuedAt: ago(102),
  startedAt: ago(101),
  firstDeltaAt: ago(98),
  spawnedBy: null,
  timeline: timeline(
    [ago(101), 'neutral', 'Joined the shared codex app-server (pid 48090)'],
    [ago(100), 'work', 'Prompt sent: “Bring the docs in line with the code.”'],
    [ago(98), 'work', 'OpenAI answered'],
  ),
});
export const queued = helper({
  id: 'h-3',
  name: 'changelog',
  state: { phase: 'queued' },
  activity: 'Queued: starts when a slot is free',
  clientId: null,
  pid: null,
  queuedAt: ago(8),
  startedAt: null,
  firstDeltaAt: null,
  promptsSent: 0,
  toolsRun: 0,
  totalTokens: null,
  timeline: timeline([ago(8), 'neutral', 'Queued: starts when a slot is free']),
});
export const completed = helper({
  id: 'h-4',
  name: 'deps-audit',
  state: { phase: 'completed' },
  activity: 'Completed',
  queuedAt: ago(24, 'min'),
  startedAt: ago(24, 'min'),
  firstDeltaAt: ago(23, 'min'),
  endedAt: ago(20, 'min'),
  outputLength: speech.length,
  pid: null,
  timeline: timeline(
    [ago(24, 'min'), 'neutral', 'Compartment made; codex app-server started (pid 47880)'],
    [ago(24, 'min'), 'work', 'Prompt sent: “Look for dependencies with known holes.”'],
    [ago(23, 'min'), 'work', 'OpenAI answered'],
    [ago(21, 'min'), 'work', 'Ran npm audit --json'],
    [ago(20, 'min'), 'ok', 'Completed'],
    [ago(20, 'min'), 'neutral', 'Its own client is closed'],
  ),
});
/** Helpers that are well: two at work, one queued, one done. */
export const others: readonly HelperView[] = [running, docs, queued, completed];
