import { describe, expect, it } from 'vitest';
import { NOW } from '../../fakes/panel-moment.ts';
import { panelStates } from '../../fakes/panel-states.ts';
import type { HelperView } from '../../../shared/state.ts';

const half = 30 * 60_000;

const isParked = ({ state }: HelperView): boolean => state.phase === 'waiting-for-sign-in';

/** What a helper's times and story say against one another. */
const contradictions = (helper: HelperView): readonly string[] => {
  const { state, timeline, queuedAt, startedAt, refusedAt, failedAt, blastRadius } = helper;
  const times = timeline.map(({ at }) => at);
  const stopped = failedAt ?? refusedAt;
  const told = (at: number): boolean => times.some((time) => Math.abs(time - at) < 1_000);
  const late = state.phase === 'waiting-for-sign-in' && state.asks === 'too-old';
  return [
    ...(times.every((at, index) => at >= (times[index - 1] ?? at)) ? [] : ['told out of order']),
    ...(times.every((at) => at <= NOW && at >= queuedAt) ? [] : ['told outside its life']),
    ...(startedAt !== null && startedAt < queuedAt ? ['started before it was queued'] : []),
    ...(stopped === null || told(stopped) ? [] : ['stopped when nothing is told']),
    ...(late && NOW - (stopped ?? NOW) <= half ? ['asks as too old, and is young'] : []),
    ...(blastRadius === null || stopped === null || Math.abs(blastRadius.after.at - stopped) < 5_000
      ? []
      : ['measured at another time than it stopped']),
  ];
};

describe.each(Object.entries(panelStates))('the fixture %s', (_name, { panel }) => {
  it('tells of each helper one story', () => {
    const found = panel.helpers.map((helper) => [helper.name, ...contradictions(helper)]);
    expect(found.filter(({ length }) => length > 1)).toEqual([]);
  });

  it('shows a sign-in that is done as one that works', () => {
    const done = panel.credentials.filter(({ signIn }) => signIn?.phase === 'done');
    expect(done.filter(({ state }) => state.phase !== 'good')).toEqual([]);
  });

  it('knows of a link nothing that only a handshake tells', () => {
    const { state, connId, version, timeline } = panel.gateway;
    const never = state.phase === 'idle' || connId === null;
    expect([never && version, never && timeline.some(({ text }) => text === 'Connected')]).toEqual([
      never && null,
      false,
    ]);
  });

  it('shows the key of a helper that met a limit at its limit', () => {
    const limited = panel.helpers.flatMap(({ credentialId, state }) =>
      state.phase === 'failed' && ['rate-limited', 'quota'].includes(state.failure.kind)
        ? [credentialId]
        : [],
    );
    const phases = limited.map((id) => panel.credentials.find((one) => one.id === id)?.state.phase);
    expect(phases).toEqual(limited.map(() => 'limited'));
  });

  it('counts as waiting the helpers that wait', () => {
    const counts = panel.credentials.flatMap(({ id, state }) =>
      state.phase === 'needs-sign-in' ? [{ id, waiting: state.waiting }] : [],
    );
    const waiting = (id: string): number =>
      panel.helpers.filter((helper) => isParked(helper) && helper.credentialId === id).length;
    expect(counts.map(({ id }) => ({ id, waiting: waiting(id) }))).toEqual(counts);
  });
});
