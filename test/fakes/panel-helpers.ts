import type { CredentialView } from '../../shared/credential.ts';
import { failure } from '../../shared/failure.ts';
import type { HelperView } from '../../shared/state.ts';
import { blastAmong } from './panel-blast.ts';
import { at, docs, others, panel, running, type PanelFixture } from './panel-fixture.ts';
import { ago, earlier, timeline } from './panel-moment.ts';
import { neverSentStates } from './panel-never-sent.ts';
import { credential, helper, refusal, refusedHelper, sentOff, workKey } from './panel-parts.ts';

const refusedFor = (waiting: number, continuing: number): CredentialView =>
  credential({
    state: { phase: 'needs-sign-in', refusedAt: ago(366), waiting, continuing },
    lastWorkedAt: ago(77, 'min'),
    lastWorkedBy: 'deps-audit',
    lastRefusedAt: ago(366),
    lastRefusedBy: 'api-review',
    lastRefusedCode: '401',
  });

/** The credential of the story, refused while helpers wait for it. */
export const refusedCredential = refusedFor(3, 3);

/** Signed in again after the refusal. */
export const freshCredential = credential({
  ...refusedCredential,
  generation: 2,
  state: { phase: 'good', lastWorkedAt: ago(4) },
  lastWorkedAt: ago(4),
  lastWorkedBy: 'triage',
});

/** Three helpers that wait for the same sign-in. */
export const waitingHelpers: readonly HelperView[] = [
  refusedHelper(),
  refusedHelper({ id: 'h-triage', name: 'triage', pid: 48_219 }),
  refusedHelper({ id: 'h-notes', name: 'release-notes', pid: 48_224 }),
];

const lateMs = 46 * 60_000;

/** Told `earlierMs` ago: refused, marked, measured. */
const refusedBefore = (tool: boolean, earlierMs: number): HelperView =>
  earlier(
    refusedHelper({
      pid: null,
      activity: 'Signed in again; waits for your word',
      timeline: timeline(
        ...sentOff,
        ...(tool ? [[ago(367), 'work', 'Ran rg --files src/server'] as const] : []),
        [ago(366), 'fail', 'OpenAI answered 401'],
        [ago(366), 'fail', 'Sign-in marked refused; nothing more is sent with it'],
        [ago(364), 'ok', 'Checked: nothing else moved'],
      ),
      ...(tool && { toolsRun: 6, totalTokens: 18_204 }),
    }),
    earlierMs,
  );

const asking = (why: 'tools-ran' | 'too-old'): HelperView => {
  const tools = why === 'tools-ran';
  const before = refusedBefore(tools, tools ? 0 : lateMs);
  const words = tools
    ? 'Signed in again; tools had run, so it asks how to go on'
    : 'Signed in again; it has waited long, so it asks how to go on';
  return {
    ...before,
    state: {
      phase: 'waiting-for-sign-in',
      failure: refusal,
      processUntil: null,
      willAsk: true,
      asks: why,
    },
    timeline: [...before.timeline, { at: ago(20), tone: 'attention', text: words }],
  };
};

const withoutSteps = (one: HelperView): HelperView =>
  one.state.phase === 'waiting-for-sign-in'
    ? { ...one, state: { ...one.state, stepsLost: true } }
    : one;

const killed = failure({ kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: '' });
const sharing = {
  isolated: false,
  clientId: 'client-0b77ac4e',
  pid: null,
  state: { phase: 'failed', failure: killed },
  activity: 'Helper process was killed (SIGKILL)',
  refusedAt: null,
  failedAt: ago(366),
  endedAt: ago(366),
} as const;
const onShared: readonly HelperView[] = [
  refusedHelper({
    ...sharing,
    timeline: timeline(
      [ago(368), 'neutral', 'Joined the shared codex app-server (pid 48090)'],
      [ago(367), 'work', 'Prompt sent: “Review the error handling in src/server. List what can…”'],
      [ago(366), 'fail', 'Helper process was killed (SIGKILL)'],
      [ago(364), 'attention', 'Checked: the process of helper docs-bot ended too'],
    ),
  }),
  { ...earlier(docs, 268_000), ...sharing },
  running,
];

const other = ({ id }: HelperView): string => (id === docs.id ? 'h-refused' : docs.id);

/** Signed in again, and not yet its turn. */
const goingOn = (one: HelperView): HelperView =>
  one.state.phase === 'waiting-for-sign-in'
    ? { ...one, state: { ...one.state, goesOn: true } }
    : one;

/** The same on a key of its own that works again. */
const onTeam = (one: HelperView, id: string, name: string): HelperView => ({
  ...one,
  id,
  name,
  credentialId: 'team',
});

/** Helpers in every state that the header counts. */
const ofEachState: readonly HelperView[] = [
  ...waitingHelpers,
  ...waitingHelpers
    .slice(0, 2)
    .map((one, at) => onTeam(goingOn(one), `h-turn-${at}`, `turn-${at}`)),
  onTeam(asking('tools-ran'), 'h-asks', 'migrate'),
  refusedHelper({
    ...sharing,
    id: 'h-killed',
    name: 'lint',
    credentialId: 'work',
    timeline: timeline([ago(366), 'fail', 'Helper process was killed (SIGKILL)']),
  }),
  ...others,
];

/** A helper in every state that is no failure of its own kind. */
export const helperStates: Readonly<Record<string, PanelFixture>> = {
  'helper-waiting-for-sign-in': at(
    panel({
      credentials: [refusedCredential, workKey],
      helpers: [...waitingHelpers, ...others],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helpers-of-each-state': at(
    panel({
      credentials: [
        refusedCredential,
        { ...freshCredential, id: 'team', label: 'OpenAI, team key' },
        workKey,
      ],
      helpers: ofEachState,
    }),
    { view: 'helpers' },
  ),
  ...neverSentStates,
  'helper-will-ask': at(
    panel({
      credentials: [refusedFor(1, 0), workKey],
      helpers: [
        refusedHelper({
          state: {
            phase: 'waiting-for-sign-in',
            failure: refusal,
            processUntil: ago(-235),
            willAsk: true,
          },
          toolsRun: 6,
          totalTokens: 18_204,
        }),
        ...others,
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-asks': at(
    panel({
      credentials: [freshCredential, workKey],
      helpers: [asking('tools-ran'), ...others],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-asks-lost': at(
    panel({
      credentials: [freshCredential, workKey],
      helpers: [withoutSteps(asking('tools-ran')), ...others],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-asks-late': at(
    panel({
      credentials: [{ ...freshCredential, lastRefusedAt: ago(366) - lateMs }, workKey],
      helpers: [asking('too-old'), ...others],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-goes-on': at(
    panel({
      credentials: [freshCredential, workKey],
      helpers: [...waitingHelpers.slice(0, 2).map(goingOn), ...others],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-refused-before': at(
    panel({
      credentials: [refusedFor(0, 0), workKey],
      helpers: [
        refusedHelper({
          state: { phase: 'failed', failure: refusal },
          activity: 'Sign-in refused by OpenAI',
          endedAt: ago(300),
          pid: null,
          fromHistory: true,
        }),
        ...others,
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-running': at(panel({ helpers: others }), { view: 'helper', id: 'h-1' }),
  'helper-queued': at(panel({ helpers: others }), { view: 'helper', id: 'h-3' }),
  'helper-completed': at(panel({ helpers: others }), { view: 'helper', id: 'h-4' }),
  'helper-cancelled': at(
    panel({
      helpers: [
        helper({
          id: 'h-5',
          state: { phase: 'cancelled' },
          activity: 'Cancelled',
          endedAt: ago(60),
          pid: null,
        }),
        helper({ id: 'h-6', name: 'stopping', state: { phase: 'stopping' } }),
        helper({ id: 'h-7', name: 'starting', state: { phase: 'starting' } }),
        helper({ id: 'h-8', name: 'ready', state: { phase: 'ready' } }),
      ],
    }),
    { view: 'helper', id: 'h-5' },
  ),
  'helper-others-moved': at(
    panel({
      helpers: onShared.map((one) =>
        one === running ? one : { ...one, blastRadius: blastAmong(onShared, one.id, [other(one)]) },
      ),
    }),
    { view: 'helper', id: 'h-refused' },
  ),
};
