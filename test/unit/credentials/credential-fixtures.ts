import type { CredentialFinding, CredentialState } from '../../../shared/credential.ts';
import { plainDeclared, type Declared } from '../../../electron/credentials/credential-state.ts';
import type { Sighting } from '../../../electron/credentials/observed.ts';

export const now = new Date(2026, 10, 22, 14, 8).getTime();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What was seen, of which generation; in order. */
export type Seen = readonly [generation: number, sighting: Sighting];

/** One combination of what is declared and what was seen, with the verdict that is right. */
export interface CredentialFixture {
  readonly name: string;
  readonly declared: Declared;
  readonly seen: readonly Seen[];
  readonly waiting: number;
  readonly state: CredentialState;
  readonly finding: CredentialFinding | null;
}

const worked = (at = now - minute, begunAfterRefusal = false): Sighting => ({
  kind: 'worked',
  at,
  by: 'docs-bot',
  begunAfterRefusal,
});
const answered = (
  status: number,
  from: 'provider' | 'elsewhere' = 'provider',
  at = now - 9,
): Sighting => ({ kind: 'answered', at, by: 'api-review', status, from, code: `http ${status}` });
const refreshRefused: Sighting = {
  kind: 'refresh-refused',
  at: now - 9,
  by: 'sign-in',
  code: 'refresh_token_reused',
};
const limited = (opensAt: number | null, at = now - minute): Sighting => ({
  kind: 'limited',
  at,
  opensAt,
});

const good = (lastWorkedAt = now - minute): CredentialState => ({ phase: 'good', lastWorkedAt });
const needs = (refusedAt: number | null, waiting = 0): CredentialState => ({
  phase: 'needs-sign-in',
  refusedAt,
  waiting,
  continuing: waiting,
});
const notChecked: CredentialState = { phase: 'not-checked' };
const endsSoon = (endsAt: number): CredentialState => ({ phase: 'ends-soon', endsAt });

const though = (refusedAt = now - 9): CredentialFinding => ({
  kind: 'refused-though-good',
  refusedAt,
});
const works = (workedAt = now - minute): CredentialFinding => ({
  kind: 'works-though-ended',
  workedAt,
});

type Says = Partial<Declared>;

const of = (
  name: string,
  says: Says,
  seen: readonly (Sighting | Seen)[],
  state: CredentialState,
  finding: CredentialFinding | null = null,
  waiting = 0,
): CredentialFixture => ({
  name,
  declared: { ...plainDeclared(2), ...says },
  seen: seen.map((one): Seen => ('kind' in one ? [2, one] : one)),
  waiting,
  state,
  finding,
});

const account = (endsAt: number): Says => ({ account: 'ana@example.org', endsAt, canRenew: true });
const openclaw = (gatewaySays: string, says: Says = {}): Says => ({ gatewaySays, ...says });

/** Warned this long ahead. */
export const endsSoonMs = day;

/** The matrix: every rule of the verdict, met alone and where two of them meet. */
export const credentialFixtures: readonly CredentialFixture[] = [
  of('no secret at all', { generation: 0 }, [], needs(null)),
  of('no secret, and helpers wait for one', { generation: 0 }, [], needs(null, 2), null, 2),
  of('no secret, though an older one worked', { generation: 0 }, [[1, worked()]], needs(null)),
  of('a key that was never used', {}, [], notChecked),
  of('a key that worked', {}, [worked()], good()),
  of('the key before it worked, this one was not used', {}, [[1, worked()]], notChecked),
  of('a refused key', {}, [worked(now - hour), answered(401)], needs(now - 9)),
  of('a refused key with three waiting', {}, [answered(401)], needs(now - 9, 3), null, 3),
  of('the key before it was refused, this one works', {}, [[1, answered(401)], worked()], good()),
  of('the key before it was refused, this one was not used', {}, [[1, answered(401)]], notChecked),
  of('a late refusal of the key before it', {}, [worked(), [1, answered(401)]], good()),
  of('403: the key is good, the request was not allowed', {}, [worked(), answered(403)], good()),
  of('403 and nothing else', {}, [answered(403)], notChecked),
  of('401 of a proxy in the way', {}, [worked(), answered(401, 'elsewhere')], good()),
  of('407 of a proxy', {}, [answered(407, 'elsewhere')], notChecked),
  of('500 of the provider', {}, [worked(), answered(500)], good()),
  of(
    'a turn that was under way ends well after the refusal',
    {},
    [answered(401), worked(now)],
    needs(now - 9),
  ),
  of(
    'a check begun after the refusal works: the provider changed its mind',
    {},
    [answered(401), worked(now, true)],
    good(now),
  ),
  of(
    'two refusals: the first one is told',
    {},
    [answered(401, 'provider', now - hour), answered(401)],
    needs(now - hour),
  ),
  of('a limit until later', {}, [worked(), limited(now + hour)], {
    phase: 'limited',
    opensAt: now + hour,
  }),
  of('a limit whose end was not told', {}, [limited(null)], { phase: 'limited', opensAt: null }),
  of('a limit that opens at no time at all', {}, [limited(Number.NaN)], {
    phase: 'limited',
    opensAt: null,
  }),
  of('a limit whose end was not told, an hour on', {}, [limited(null, now - hour)], notChecked),
  of('a limit that is over', {}, [worked(), limited(now)], good()),
  of('a limit, and then a call that worked', {}, [limited(now + hour), worked()], good()),
  of('limited and then refused', {}, [limited(null), answered(401)], needs(now - 9)),
  of(
    'a limit of the account before the sign-in',
    account(now + hour),
    [[1, limited(null)]],
    notChecked,
  ),
  of('an access token that lapsed and can renew', account(now - hour), [worked()], good()),
  of(
    'an access token that lapsed and can renew, unused',
    account(now - hour),
    [[1, worked()]],
    notChecked,
  ),
  of(
    'an access token that ends in 5 min and can renew',
    account(now + 300_000),
    [worked()],
    good(),
  ),
  of(
    'a refused refresh',
    account(now - hour),
    [worked(now - hour), refreshRefused],
    needs(now - 9),
  ),
  of(
    'a refused refresh of the sign-in before',
    account(now - hour),
    [[1, refreshRefused]],
    notChecked,
  ),
  of(
    'refused though its token says it is good',
    account(now + hour),
    [answered(401)],
    needs(now - 9),
    though(),
  ),
  of('renewing', { ...account(now - hour), renewingSince: now - 2_000 }, [worked()], {
    phase: 'renewing',
    since: now - 2_000,
  }),
  of(
    'a renewal that nobody ended',
    { ...account(now), renewingSince: now - hour },
    [worked()],
    good(),
  ),
  of(
    'ends in 23 h and cannot renew',
    { endsAt: now + 23 * hour },
    [worked()],
    endsSoon(now + 23 * hour),
  ),
  of('ends in 25 h and cannot renew', { endsAt: now + 25 * hour }, [worked()], good()),
  of(
    'has ended and cannot renew',
    { endsAt: now - hour },
    [worked(now - 2 * hour)],
    endsSoon(now - hour),
  ),
  of('has ended, and worked afterwards', { endsAt: now - hour }, [worked()], good(), works()),
  of('ends soon and is refused', { endsAt: now + hour }, [answered(401)], needs(now - 9), though()),
  of(
    'has ended and is refused: they agree',
    { endsAt: now - hour },
    [answered(401)],
    needs(now - 9),
  ),
  of('401 of a proxy and nothing else', {}, [answered(401, 'elsewhere')], notChecked),
  of('500 and nothing else', {}, [answered(500)], notChecked),
  of('refused, and then a limit', {}, [answered(401), limited(now + hour)], needs(now - 9)),
  of('refused, and then a 403', {}, [answered(401), answered(403)], needs(now - 9)),
  of('a limit, and a proxy’s 401', {}, [limited(now + hour), answered(401, 'elsewhere')], {
    phase: 'limited',
    opensAt: now + hour,
  }),
  of('a limit of the key before it', {}, [[1, limited(now + hour)], worked()], good()),
  of('a limit of what ends soon', { endsAt: now + hour }, [limited(now + 2 * hour)], {
    phase: 'limited',
    opensAt: now + 2 * hour,
  }),
  of('a limit of what is kept nowhere', { stored: false }, [limited(null)], {
    phase: 'limited',
    opensAt: null,
  }),
  of(
    'a refused sign-in that is asked to renew once more',
    { ...account(now - hour), renewingSince: now - 2_000 },
    [refreshRefused],
    { phase: 'renewing', since: now - 2_000 },
  ),
  of(
    'a refused refresh, and a check begun after it that works',
    account(now + hour),
    [refreshRefused, worked(now, true)],
    good(now),
  ),
  of(
    'a refused refresh whose token has not lapsed',
    account(now + hour),
    [refreshRefused],
    needs(now - 9),
    though(),
  ),
  of(
    'signed in elsewhere as someone else, and that is refused',
    { ...account(now + hour), changedAt: now - 5 },
    [answered(401)],
    needs(now - 9),
    { kind: 'changed-elsewhere', at: now - 5 },
  ),
  of(
    'signed in elsewhere as someone else, and that works',
    { ...account(now + hour), changedAt: now - 5 },
    [worked()],
    good(),
    { kind: 'changed-elsewhere', at: now - 5 },
  ),
  of(
    'has ended, worked afterwards, and is refused now',
    { endsAt: now - hour },
    [worked(), answered(401)],
    needs(now - 9),
  ),
  of('the password store does not take it', { stored: false, storeFailed: true }, [], {
    phase: 'cannot-store',
    failed: true,
  }),
  of(
    'OpenClaw says ok, and a proxy answered',
    openclaw('ok'),
    [answered(401, 'elsewhere')],
    notChecked,
  ),
  of('OpenClaw says ok, and 403', openclaw('ok'), [worked(), answered(403)], good()),
  of(
    'OpenClaw says missing, it worked all the same',
    openclaw('missing'),
    [worked()],
    good(),
    works(),
  ),
  of(
    'OpenClaw says missing, and it is refused: they agree',
    openclaw('missing'),
    [answered(401)],
    needs(now - 9),
  ),
  of(
    'OpenClaw says expired and knows no end, it worked',
    openclaw('expired'),
    [worked()],
    good(),
    works(),
  ),
  of(
    'OpenClaw says expired, the key was changed since',
    openclaw('expired', { endsAt: now - hour }),
    [[1, worked()]],
    endsSoon(now - hour),
  ),
  of(
    'the gateway’s token: a proxy answered in its place',
    { judge: 'gateway' },
    [answered(401, 'elsewhere')],
    notChecked,
  ),
  of(
    'the gateway refused the token before this one',
    { judge: 'gateway' },
    [[1, answered(401)], worked()],
    good(),
  ),
  of('is kept nowhere', { stored: false }, [], { phase: 'cannot-store' }),
  of('is kept nowhere and worked', { stored: false }, [worked()], good()),
  of('is kept nowhere and was refused', { stored: false }, [answered(401)], needs(now - 9)),
  of(
    'is kept nowhere and ends soon',
    { stored: false, endsAt: now + hour },
    [],
    endsSoon(now + hour),
  ),
  of('OpenClaw says static, nothing was seen', openclaw('static'), [], notChecked),
  of(
    'OpenClaw says static, it is refused',
    openclaw('static'),
    [answered(401)],
    needs(now - 9),
    though(),
  ),
  of(
    'OpenClaw says expired, it worked after that',
    openclaw('expired', account(now - hour)),
    [worked()],
    good(),
    works(),
  ),
  of(
    'OpenClaw says expired, it last worked before that, it can renew',
    openclaw('expired', account(now - hour)),
    [worked(now - 2 * hour)],
    good(now - 2 * hour),
  ),
  of(
    'OpenClaw says expired, it cannot renew and was refused',
    openclaw('expired', { endsAt: now - hour }),
    [answered(401)],
    needs(now - 9),
  ),
  of(
    'OpenClaw says expiring, it is refused already',
    openclaw('expiring', { endsAt: now + 60_000 }),
    [answered(401)],
    needs(now - 9),
    though(),
  ),
  of('OpenClaw has none', openclaw('missing', { generation: 0 }), [], needs(null)),
  of(
    'signed in elsewhere, as someone else',
    { ...account(now + hour), changedAt: now - 5 },
    [],
    notChecked,
    {
      kind: 'changed-elsewhere',
      at: now - 5,
    },
  ),
  of('the gateway refuses its token', { judge: 'gateway' }, [answered(401)], {
    phase: 'refused-by-gateway',
    refusedAt: now - 9,
  }),
  of(
    'the gateway refuses a token that has not ended',
    { judge: 'gateway', endsAt: now + 30 * day },
    [answered(401)],
    { phase: 'refused-by-gateway', refusedAt: now - 9 },
  ),
  of('the gateway took its token', { judge: 'gateway' }, [worked()], good()),
  of('the clock went back: it worked tomorrow', {}, [worked(now + day)], good(now + day)),
  of(
    'the clock went back: it was refused tomorrow',
    {},
    [answered(401, 'provider', now + day)],
    needs(now + day),
  ),
  of(
    'the clock went back: a limit of an hour is an hour',
    {},
    [limited(now + day + hour, now + day)],
    {
      phase: 'limited',
      opensAt: now + hour,
    },
  ),
  of('the clock went back: renewing since tomorrow', { renewingSince: now + day }, [worked()], {
    phase: 'renewing',
    since: now,
  }),
  of('ends in the year 9999', { endsAt: new Date(9999, 0).getTime() }, [worked()], good()),
  of('ends at no time at all', { endsAt: Number.NaN }, [worked()], good()),
  of('ended in 1970', { endsAt: 1 }, [], endsSoon(1)),
];
