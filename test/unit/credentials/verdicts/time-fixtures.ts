import {
  type CredentialFixture,
  answered,
  day,
  endsSoon,
  good,
  hour,
  limited,
  needs,
  notChecked,
  now,
  of,
  though,
  worked,
  works,
} from './credential-fixture.ts';

/** Limits, ends, and a clock that jumped. */
export const timeFixtures: readonly CredentialFixture[] = [
  of(
    'a turn that was under way ends well after the refusal',
    {},
    [answered(401), worked(now)],
    needs(now - 9),
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
  of('refused, and then a limit', {}, [answered(401), limited(now + hour)], needs(now - 9)),
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
    'has ended, worked afterwards, and is refused now',
    { endsAt: now - hour },
    [worked(), answered(401)],
    needs(now - 9),
  ),
  of(
    'is kept nowhere and ends soon',
    { stored: false, endsAt: now + hour },
    [],
    endsSoon(now + hour),
  ),
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
