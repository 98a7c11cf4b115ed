import type { Failure } from '../../shared/failure.ts';
import type { HelperPhase, HelperState, HelperView } from '../../shared/state.ts';
import type { FleetUnderTest } from './fleet-under-test.ts';
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
