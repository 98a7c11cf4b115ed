import { describe, expect, it } from 'vitest';

import type { Sighting } from '../../../../electron/credentials/verdicts/observed.ts';
import { ModelEntry } from '../../../../electron/gateway/models/model-entry.ts';
import type { ModelProvider } from '../../../../electron/gateway/models/model-status.ts';

const told: ModelProvider = {
  provider: 'shopai',
  name: 'Shop AI',
  says: 'static',
  endsAt: null,
  kind: 'key',
  account: 'default',
  profiles: [],
  takesKey: true,
  logins: [],
};
const refusal = (at: number, from: 'provider' | 'elsewhere' = 'provider'): Sighting => ({
  kind: 'answered',
  at,
  by: 'main',
  status: 401,
  code: 'HTTP 401',
  from,
});
const worked = (at: number): Sighting => ({
  kind: 'worked',
  at,
  by: 'main',
  begunAfterRefusal: true,
});
const remembered = (at: number) => ({ provider: 'shopai', sessionKey: 'main', at, status: 401 });

const fresh = ModelEntry.of(told);
const refused = fresh.saw(1, refusal(500));

describe("what is known of a gateway's own sign-in", () => {
  it('goes on when the gateway tells of the same one again', () => {
    const again = refused.told({ ...told, says: 'ok' }, 900);
    expect(again.standing).toEqual({ generation: 1, refusals: 1 });
    expect(again.facts.told.says).toBe('ok');
  });

  it.each([
    ['with another account', { account: 'other' }],
    ['that ends later, after a refusal', { endsAt: 9_000 }],
  ])('begins anew when it tells of one %s', (_what, change) => {
    const another = refused.told({ ...told, ...change }, 900);
    expect(another.facts).toMatchObject({ generation: 2, since: 900 });
    expect(another.facts.observed.lastRefusedAt).toBe(500);
  });

  it('does not begin anew for a later end that nothing was refused before', () => {
    expect(fresh.told({ ...told, endsAt: 9_000 }, 900).standing.generation).toBe(1);
  });

  it('begins anew when we change it, and takes the next word of it for what we set', () => {
    const renewed = refused.held('change', true).renewed(900);
    expect(renewed.standing.generation).toBe(2);
    const next = renewed.told({ ...told, account: 'other' }, 950);
    expect(next.standing.generation).toBe(2);
    const later = next.held('change', false).told({ ...told, account: 'other' }, 960);
    expect(later.standing.generation).toBe(2);
    expect(later.told({ ...told, account: 'third' }, 970).standing.generation).toBe(3);
  });

  it('counts refusals of the present one only', () => {
    expect(refused.saw(0, refusal(600)).standing.refusals).toBe(1);
    expect(refused.saw(1, refusal(600)).standing.refusals).toBe(2);
    expect(refused.saw(1, refusal(600, 'elsewhere')).standing.refusals).toBe(1);
  });

  it('remembers a refusal only when nothing newer was seen', () => {
    expect(fresh.remembers(remembered(500), 'main').facts.observed).toMatchObject({
      lastRefusedAt: 500,
      lastRefusedBy: 'main',
      lastRefusedCode: 'HTTP 401',
    });
    const since = fresh.saw(1, worked(600));
    expect(since.remembers(remembered(600), 'main')).toBe(since);
    const renewed = fresh.renewed(600);
    expect(renewed.remembers(remembered(550), 'main')).toBe(renewed);
  });

  it('is held by each that is at work on it, and while its key is nowhere else', () => {
    const both = fresh.held('change', true).held('sign-in', true);
    expect(both.held('change', false).isHeld).toBe(true);
    expect(both.held('change', false).held('sign-in', false).isHeld).toBe(false);
    const lost = fresh.noted({ kind: 'key-not-stored', at: 500, oldIsOut: true });
    expect(lost.isHeld && lost.isNotStored).toBe(true);
    expect(lost.renewed(600).isHeld).toBe(false);
  });

  it('knows what each profile met last, until it is another one', () => {
    const tried = fresh
      .tried([{ profileId: 'a', status: 'ok' }, { status: 'auth' }], 500)
      .tried([{ profileId: 'a', status: 'auth' }], 600);
    expect([...tried.facts.met]).toEqual([['a', { what: 'auth-failed', at: 600 }]]);
    expect(tried.renewed(700).facts.met.size).toBe(0);
  });

  it('is a value: what happens to it leaves what it was', () => {
    expect(fresh.facts).toEqual(ModelEntry.of(told).facts);
  });
});
