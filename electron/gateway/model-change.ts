import * as v from 'valibot';

import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { WireSession } from '../wire/wire-session.ts';
import type { AdminOpening } from './admin-session.ts';
import { readingFailure } from './reading-failure.ts';
import type { ModelBook } from './model-book.ts';

export interface ModelChangeDeps {
  readonly clock: Clock;
  readonly book: ModelBook;
  readonly openAdmin: (signal: AbortSignal) => Promise<AdminOpening>;
  readonly redact: (text: string) => string;
  /** The gateway's own word of it is to be read again. */
  readonly onChanged: () => void;
}

/** Each of these reads and writes the gateway's store and configuration; seconds are usual. */
const changeMs = 60_000;
/** A probe whose provider holds it back by a limit is not answered for minutes. */
const probeMs = 30_000;

const ProbeSchema = v.object({
  status: v.string(),
  error: v.optional(v.nullable(v.string()), null),
});

/**
 * Checks and replaces the gateway's own keys, each act on an administrator's session of its own
 * that is closed when the act is over. One act at a time per provider.
 */
export class ModelChange {
  readonly #deps: ModelChangeDeps;
  readonly #busy = new Set<string>();
  readonly #closing = new AbortController();

  constructor(deps: ModelChangeDeps) {
    this.#deps = deps;
  }

  /** Makes a small, real call with it (`models.probe`); what came of it is in the row. */
  check(provider: string): Promise<Reply<null>> {
    return this.#asAdmin(provider, (session, signal) => this.#probe(provider, session, signal));
  }

  /**
   * Replaces the key: the profile of the old one goes first, since the gateway would keep a new key
   * in its place in the cooldown of the old one (`models.authLogout`, `models.authSetApiKey`,
   * openclaw 2026.9.6); then it is tried.
   */
  setKey(provider: string, apiKey: string): Promise<Reply<null>> {
    return this.#asAdmin(provider, async (session, signal) => {
      const { book } = this.#deps;
      const options = { timeoutMs: changeMs, signal };
      const profileIds = book.get(provider)?.replaces ?? [];
      if (profileIds.length > 0) {
        await session.request('models.authLogout', { provider, profileIds }, options);
      }
      await session.request('models.authSetApiKey', { provider, apiKey }, options);
      book.renewed(provider);
      return this.#probe(provider, session, signal);
    });
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#closing.abort();
  }

  async #probe(provider: string, session: WireSession, signal: AbortSignal): Promise<Reply<null>> {
    const { book, clock } = this.#deps;
    const { generation, refusals } = book.standing(provider);
    const options = { timeoutMs: probeMs, signal };
    const answer = await session.request('models.probe', { provider }, options);
    const probe = v.parse(ProbeSchema, answer);
    const after = book.standing(provider);
    if (probe.status === 'ok') {
      const begunAfterRefusal = after.refusals === refusals;
      const worked = { kind: 'worked', at: clock.now(), by: 'a check' } as const;
      book.saw(provider, generation, { ...worked, begunAfterRefusal });
      return ok(null);
    }
    if (after.refusals > refusals) {
      const name = book.get(provider)?.name ?? provider;
      const credentialId = `openclaw:${provider}`;
      const cause = { kind: 'unauthorized', credentialId, generation, provider: name } as const;
      return failed(failure(cause, probe.error ?? '', probe.status));
    }
    return failed(probeFailure(book.get(provider)?.name ?? provider, probe));
  }

  async #asAdmin(
    provider: string,
    work: (session: WireSession, signal: AbortSignal) => Promise<Reply<null>>,
  ): Promise<Reply<null>> {
    const { book, openAdmin, redact, onChanged } = this.#deps;
    const { signal } = this.#closing;
    if (this.#busy.has(provider)) {
      const what = 'another change of this sign-in is under way';
      return failed(failure({ kind: 'invalid-input', what }));
    }
    this.#busy.add(provider);
    book.hold(provider, true);
    try {
      const opening = await openAdmin(signal);
      if (!opening.ok) return failed(opening.failure);
      try {
        return await work(opening.session, signal);
      } catch (thrown) {
        const why = readingFailure(thrown).failure;
        // A gateway may repeat what it was sent when it refuses it.
        return failed({ ...why, detail: redact(why.detail) });
      } finally {
        await opening.session.close();
      }
    } finally {
      this.#busy.delete(provider);
      book.hold(provider, false);
      onChanged();
    }
  }
}

/** `auth` without a refusal of ours: a 403, or a page in the provider's place. */
const probeFailure = (
  provider: string,
  { status, error }: v.InferOutput<typeof ProbeSchema>,
): Failure => {
  const detail = error ?? '';
  switch (status) {
    case 'auth':
      return failure({ kind: 'forbidden', provider }, detail, status);
    case 'rate_limit':
      return failure({ kind: 'rate-limited', provider }, detail, status);
    case 'billing':
      return failure({ kind: 'quota', provider }, detail, status);
    default:
      return failure({ kind: 'provider-error', provider, status: null }, detail, status);
  }
};
