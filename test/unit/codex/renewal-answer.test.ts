import { expect, test } from 'vitest';

import type { AccountGrant, Renewal } from '../../../electron/codex/client.ts';
import { renewalAnswer, Renewals } from '../../../electron/codex/renewal-answer.ts';
import { deferred } from '../../../electron/base/promises.ts';
import { ManualClock, settle } from '../../fakes/manual-clock.ts';

const grant: AccountGrant = {
  kind: 'account',
  accessToken: 'token-2',
  accountId: 'acct-1',
  plan: 'plus',
};

const answered = (renewing: Promise<Renewal>, clock = new ManualClock()) => {
  const grants: AccountGrant[] = [];
  const answer = renewalAnswer(renewing, clock, (one) => grants.push(one));
  return { answer, grants, clock };
};

test('a renewed token is handed over with its account', async () => {
  const { answer, grants, clock } = answered(Promise.resolve({ kind: 'renewed', grant }));
  expect(await answer).toEqual({
    result: { accessToken: 'token-2', chatgptAccountId: 'acct-1', chatgptPlanType: 'plus' },
  });
  expect(grants).toEqual([grant]);
  await settle();
  expect(clock.waiting).toBe(0);
});

test('that there is none, and that none can be had now, are told by code at once', async () => {
  const none = answered(Promise.resolve({ kind: 'none' }));
  expect(await none.answer).toMatchObject({ error: { code: -32001 } });
  const unavailable = answered(Promise.resolve({ kind: 'unavailable' }));
  expect(await unavailable.answer).toMatchObject({ error: { code: -32002 } });
  expect([...none.grants, ...unavailable.grants]).toEqual([]);
});

test('what takes longer than codex waits is answered after 9 s, and then too late', async () => {
  const renewing = deferred<Renewal>();
  const { answer, grants, clock } = answered(renewing.promise);
  let over = false;
  void answer.then(() => {
    over = true;
  });
  await clock.advance(8_999);
  expect(over).toBe(false);
  await clock.advance(1);
  expect(await answer).toMatchObject({ error: { code: -32002 } });
  renewing.resolve({ kind: 'renewed', grant });
  await settle();
  expect(grants).toEqual([]);
});

test('who asks again while a renewal hangs is answered at once: each ask of codex is a wait', async () => {
  const clock = new ManualClock();
  const hanging = deferred<Renewal>();
  const asked: string[] = [];
  const renewals = new Renewals((held) => {
    asked.push(held);
    return asked.length === 1 ? hanging.promise : Promise.resolve({ kind: 'renewed', grant });
  }, clock);
  const first = renewals.ask('token-1');
  await clock.advance(8_999);
  expect(renewals.ask('token-1')).toBe(first);
  await clock.advance(1);
  expect(await renewals.ask('token-1')).toEqual({ kind: 'unavailable' });
  hanging.resolve({ kind: 'unavailable' });
  await settle();
  expect(await renewals.ask('token-1')).toEqual({ kind: 'renewed', grant });
  expect(asked).toHaveLength(2);
});
