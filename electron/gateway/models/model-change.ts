import * as v from 'valibot';

import { failure, type Failure } from '../../../shared/failure.ts';
import { oneLine } from '../../../shared/format.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import { firstOf, shortText, shortTextOrNull } from '../../base/bounded.ts';
import type { Clock } from '../../base/clock.ts';
import { invalidInput } from '../../base/errors.ts';
import { redactedTexts } from '../../base/redact.ts';
import { WireRequestError, type WireSession } from '../../wire/wire-session.ts';
import type { AdminOpening } from '../link/admin-session.ts';
import { judgeThrown } from '../link/gateway-failure.ts';
import type { ModelBook } from './model-book.ts';
import { modelRowId } from './model-row.ts';
import { readModelStatus } from './model-status.ts';

export interface ModelChangeDeps {
  readonly clock: Clock;
  readonly book: ModelBook;
  readonly openAdmin: (signal: AbortSignal) => Promise<AdminOpening>;
  readonly redact: (text: string) => string;
  /** The gateway's own word of it is to be read again. */
  readonly onChanged: () => void;
}

/** A key on its way into a gateway's store, and how far it came. */
interface KeySwap {
  readonly apiKey: string;
  /** The profiles whose place it takes. */
  profileIds: readonly string[];
  /** Whether the key before is out of the store; `maybe` where no answer came. */
  oldIsOut: 'no' | 'maybe' | 'yes';
  stored: boolean;
}

/** Each of these reads and writes the gateway's store and configuration; seconds are usual. */
const changeMs = 60_000;
/** A probe whose provider holds it back by a limit is not answered for minutes. */
const probeMs = 30_000;

const ResultSchema = v.object({ profileId: v.optional(v.string()), status: v.string() });

const ProbeSchema = v.object({
  status: shortText(64),
  error: shortTextOrNull(16_384),
  results: v.optional(firstOf(ResultSchema, 50), []),
});

/**
 * Checks and replaces the gateway's own keys, each act on an administrator's session of its own
 * that is closed when the act is over. One act at a time per provider.
 */
export class ModelChange {
  readonly #deps: ModelChangeDeps;
  readonly #busy = new Set<string>();
  /** Keys that are in no store, by provider. */
  readonly #unstored = new Map<string, KeySwap>();
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<Reply<null>>>();
  #left = false;

  constructor(deps: ModelChangeDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a small, real call with it (`models.probe`); what came of it is in the row. A key that
   * could not be stored before is stored first.
   */
  check(provider: string): Promise<Reply<null>> {
    return this.#alone(provider, () => {
      const swap = this.#pending(provider);
      return swap === null
        ? this.#asAdmin((session) => this.#probe(provider, session))
        : this.#swap(provider, swap);
    });
  }

  /**
   * Replaces the key, then tries it. When the old one is out and the new one cannot be stored, also
   * not the second time, it is kept in memory, the row says so, and `check` stores it.
   */
  setKey(provider: string, apiKey: string): Promise<Reply<null>> {
    return this.#alone(provider, () => {
      const before = this.#pending(provider);
      const profileIds = before?.profileIds ?? this.#deps.book.replacedBy(provider);
      const oldIsOut = before?.oldIsOut ?? 'no';
      return this.#swap(provider, { apiKey, profileIds, oldIsOut, stored: false });
    });
  }

  /**
   * The panel goes to another gateway: what is under way comes to its end at this one, and nothing
   * is begun a second time. Settles when it is over.
   */
  async leave(): Promise<void> {
    this.#left = true;
    await Promise.allSettled(this.#underWay);
  }

  /** Breaks off what is under way; settles when it is over. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.leave();
  }

  /** Stores it, on a new session when the first one failed, and tries it. */
  async #swap(provider: string, swap: KeySwap): Promise<Reply<null>> {
    const { book, clock } = this.#deps;
    const work = async (session: WireSession): Promise<Reply<null>> => {
      const options = { timeoutMs: changeMs, signal: this.#signal };
      if (swap.profileIds.length === 0) swap.profileIds = await this.#replaced(provider, session);
      const warning = await swapModelKey(session, provider, swap, options);
      this.#unstored.delete(provider);
      book.renewed(provider);
      if (warning !== null) {
        const words = oneLine(this.#deps.redact(warning), 300);
        book.note(provider, { kind: 'stored-with-warning', at: clock.now(), words });
      }
      return this.#probe(provider, session);
    };
    const first = await this.#asAdmin(work);
    if (isStored(swap)) return ofStored(first);
    // Where nothing was taken out, nothing is lost, and the person still has the key at hand.
    if (swap.oldIsOut === 'no' || this.#signal.aborted || this.#left) return first;
    const second = await this.#asAdmin(work);
    if (second.ok || isStored(swap)) return ofStored(second);
    this.#unstored.set(provider, swap);
    const oldIsOut = swap.oldIsOut === 'yes';
    book.note(provider, { kind: 'key-not-stored', at: clock.now(), oldIsOut });
    const { detail, code } = second.failure;
    const what = `the new key of ${book.get(provider)?.name ?? provider} in OpenClaw. It is kept here until you quit: store it again`;
    return failed(failure({ kind: 'storage', what }, detail, code));
  }

  /** Asked anew: what another key has just made is told only a moment later. */
  async #replaced(provider: string, session: WireSession): Promise<readonly string[]> {
    const { book } = this.#deps;
    const options = { timeoutMs: changeMs, signal: this.#signal };
    const status = readModelStatus(await session.request('models.authStatus', {}, options));
    if (status?.kind === 'told') book.tell(status.providers);
    return book.replacedBy(provider);
  }

  async #probe(provider: string, session: WireSession): Promise<Reply<null>> {
    const { book, clock } = this.#deps;
    const { generation, refusals } = book.standing(provider);
    const options = { timeoutMs: probeMs, signal: this.#signal };
    const answer = await session.request('models.probe', { provider }, options);
    const probe = v.parse(ProbeSchema, answer);
    const after = book.standing(provider);
    book.tried(provider, probe.results);
    if (probe.status === 'ok') {
      const begunAfterRefusal = after.refusals === refusals;
      const worked = { kind: 'worked', at: clock.now(), by: 'a check' } as const;
      book.saw(provider, generation, { ...worked, begunAfterRefusal });
      return ok(null);
    }
    if (after.refusals > refusals) {
      const name = book.get(provider)?.name ?? provider;
      const credentialId = modelRowId(provider);
      const cause = { kind: 'unauthorized', credentialId, generation, provider: name } as const;
      return failed(failure(cause, probe.error ?? '', probe.status));
    }
    return failed(probeFailure(book.get(provider)?.name ?? provider, probe));
  }

  /** A key that is still to be stored: not after a sign-in, and not at another gateway. */
  #pending(provider: string): KeySwap | null {
    const swap = this.#unstored.get(provider);
    if (swap !== undefined && this.#deps.book.isNotStored(provider)) return swap;
    this.#unstored.delete(provider);
    return null;
  }

  get #signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** One act at a time per provider, whose row stays in the list meanwhile. */
  async #alone(provider: string, act: () => Promise<Reply<null>>): Promise<Reply<null>> {
    const { book, onChanged } = this.#deps;
    if (this.#busy.has(provider)) {
      const what = 'another change of this sign-in is under way';
      return invalidInput(what);
    }
    this.#busy.add(provider);
    book.hold(provider, 'change', true);
    const underWay = act();
    this.#underWay.add(underWay);
    try {
      return await underWay;
    } finally {
      this.#underWay.delete(underWay);
      this.#busy.delete(provider);
      book.hold(provider, 'change', false);
      onChanged();
    }
  }

  async #asAdmin(work: (session: WireSession) => Promise<Reply<null>>): Promise<Reply<null>> {
    const { openAdmin, redact } = this.#deps;
    const opening = await openAdmin(this.#signal);
    // A gateway may repeat what it was sent when it refuses it.
    if (!opening.ok) return failed(redactedTexts(opening.failure, redact));
    try {
      return await work(opening.session);
    } catch (thrown) {
      return failed(redactedTexts(judgeThrown(thrown).failure, redact));
    } finally {
      await opening.session.close();
    }
  }
}

const isStored = ({ stored }: KeySwap): boolean => stored;

/** A key that is stored was saved, whatever its first try met; only a refusal calls for another. */
const ofStored = (tried: Reply<null>): Reply<null> =>
  tried.ok || tried.failure.kind === 'unauthorized' ? tried : ok(null);

/**
 * Puts a new key in the place of another one (`models.authLogout`, then `models.authSetApiKey`,
 * openclaw 2026.9.6: a gateway would keep a new key in the old one's profile in its cooldown). Begun
 * again, it goes on where it stopped. Answers the gateway's warning that came with it, if one did.
 * Throws a WireRequestError; `swap` says what is stored then.
 */
const swapModelKey = async (
  session: Pick<WireSession, 'request'>,
  provider: string,
  swap: KeySwap,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<string | null> => {
  const { profileIds, apiKey } = swap;
  if (profileIds.length > 0 && swap.oldIsOut !== 'yes') {
    const before = swap.oldIsOut;
    swap.oldIsOut = 'maybe';
    try {
      await session.request('models.authLogout', { provider, profileIds }, options);
      swap.oldIsOut = 'yes';
    } catch (thrown) {
      // Asked again, a refusal may as well say that the first time did it.
      if (before === 'no' && wasAnswered(thrown)) swap.oldIsOut = 'no';
      if (before === 'no' || !wasAnswered(thrown)) throw thrown;
    }
  }
  const answer = await session.request('models.authSetApiKey', { provider, apiKey }, options);
  swap.stored = true;
  const told = v.safeParse(AnswerSchema, answer);
  return told.success ? told.output.warning : null;
};

const AnswerSchema = v.object({ warning: v.optional(v.nullable(v.string()), null) });

const wasAnswered = (thrown: unknown): boolean =>
  thrown instanceof WireRequestError && thrown.problem.kind === 'answered';

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
