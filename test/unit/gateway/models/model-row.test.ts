import { describe, expect, it } from 'vitest';

import { ModelEntry } from '../../../../electron/gateway/models/model-entry.ts';
import { modelRow } from '../../../../electron/gateway/models/model-row.ts';
import type { ModelProvider } from '../../../../electron/gateway/models/model-status.ts';

const rowOf = (
  change: Partial<ModelProvider>,
  happens: (entry: ModelEntry) => ModelEntry = (entry) => entry,
) => {
  const told: ModelProvider = {
    provider: 'shopai',
    name: 'Shop AI',
    says: 'static',
    endsAt: null,
    kind: 'key',
    account: null,
    profiles: [],
    takesKey: true,
    logins: [{ choice: 'shopai/device', flow: 'device' }],
    ...change,
  };
  return modelRow(happens(ModelEntry.of(told)), { endsSoonMs: 1_000, now: 10_000 });
};
const profile = (id: string): ModelProvider['profiles'][number] => ({
  id,
  name: id,
  kind: 'key',
  says: 'static',
  endsAt: null,
  replaceable: true,
});

describe("the row of a gateway's own sign-in", () => {
  it('has an id of its own, and offers first what its kind is renewed by', () => {
    expect(rowOf({})).toMatchObject({
      id: 'openclaw:shopai',
      label: 'OpenClaw: Shop AI',
      kind: 'gateway-model-key',
      store: 'gateway',
      generation: 1,
      acts: ['set-key', 'sign-in', 'check'],
    });
    expect(rowOf({ kind: 'sign-in' })).toMatchObject({
      kind: 'gateway-model-sign-in',
      declared: { canRenew: true },
      acts: ['sign-in', 'set-key', 'check'],
    });
    expect(rowOf({ takesKey: false, logins: [] }).acts).toEqual(['check']);
  });

  it('has none while the gateway misses one, unless something was seen of it', () => {
    expect(rowOf({ says: 'missing' }).generation).toBe(0);
    const worked = { kind: 'worked', at: 900, by: 'main', begunAfterRefusal: true } as const;
    expect(rowOf({ says: 'missing' }, (entry) => entry.saw(1, worked)).generation).toBe(1);
  });

  it('says first that its new key is nowhere, and offers to store it again', () => {
    const note = { kind: 'key-not-stored', at: 900, oldIsOut: true } as const;
    const row = rowOf({ says: 'missing' }, (entry) => entry.noted(note));
    expect(row.finding).toEqual(note);
    expect(row.acts[0]).toBe('store-again');
  });

  it('tells of profiles only where there are several', () => {
    expect(rowOf({ profiles: [profile('a')] }).profiles).toBeUndefined();
    const probed = (entry: ModelEntry) => entry.tried([{ profileId: 'b', status: 'ok' }], 900);
    expect(rowOf({ profiles: [profile('a'), profile('b')] }, probed).profiles).toMatchObject([
      { name: 'a', met: null },
      { name: 'b', met: { what: 'worked', at: 900 } },
    ]);
  });
});
