import type { Failure } from '../../shared/failure.ts';
import type { HelperPhase, HelperState, HelperView } from '../../shared/state.ts';
import type { FleetUnderTest } from './fleet-under-test.ts';
import { settle } from './manual-clock.ts';
import type { ScriptedRun } from './scripted-codex.ts';
import { seen } from './seen.ts';

type How = Parameters<FleetUnderTest['spawn']>[1];

/** The phase of a helper now. */
export const phaseOf = ({ view }: FleetUnderTest, id: string): HelperPhase => view(id).state.phase;

/** Why it failed or waits; null in any other phase. */
export const failureOf = (view: HelperView): Failure | null =>
  'failure' in view.state ? view.state.failure : null;

/** Its timeline as text. */
export const lines = (view: HelperView): string => view.timeline.map(({ text }) => text).join('\n');

/** Waits until it is in a phase. */
export const reaches = (under: FleetUnderTest, id: string, phase: HelperPhase): Promise<void> =>
  seen(() => phaseOf(under, id) === phase);

/** Spawns one and waits until it runs. */
export const running = async (
  under: FleetUnderTest,
  prompt: string,
  how: How = {},
): Promise<string> => {
  const id = await under.spawn(prompt, how);
  await reaches(under, id, 'running');
  return id;
};

/** The state of a helper that is parked. */
export const parked = (
  { view }: FleetUnderTest,
  id: string,
): Extract<HelperState, { readonly phase: 'waiting-for-sign-in' }> => {
  const { state } = view(id);
  if (state.phase !== 'waiting-for-sign-in') throw new Error(`${id} is ${state.phase}`);
  return state;
};

/** Its client is closed and its compartment cleared away. */
export const gone = (under: FleetUnderTest, id: string): Promise<void> =>
  seen(() => under.view(id).pid === null);

/** What these helpers have sent last is refused; waits until they are parked. */
export const refuse = async (under: FleetUnderTest, ids: readonly string[]): Promise<void> => {
  const clients = ids.map((id) => under.view(id).clientId);
  for (const { id, runs } of under.codex.clients) {
    if (clients.includes(id)) runs.at(-1)?.begin().refuse(under.clock.now());
  }
  await seen(() => ids.every((id) => phaseOf(under, id) === 'waiting-for-sign-in'));
};

/** So many helpers, each refused with the first key and checked. */
export const refusedHelpers = async (
  under: FleetUnderTest,
  count: number,
): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await running(under, `job ${n}`));
  await refuse(under, ids);
  await under.clock.advance(2_500);
  return ids;
};

/** A new key is given, and what that sets off at once happens. */
export const signIn = async (under: FleetUnderTest, secret = 'key-2'): Promise<void> => {
  under.credentials.give('openai', secret);
  under.fleet.credentialChanged('openai');
  await settle();
};

/** The prompts that left since, in order. */
export const sentSince = ({ codex }: FleetUnderTest, since: number): readonly ScriptedRun[] =>
  codex.runs.slice(since);
