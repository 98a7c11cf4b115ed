import type { Sighting } from '../../credentials/verdicts/observed.ts';
import type { SessionRow } from '../sessions/session-row.ts';
import { readRunEvent, type RunNews } from './run-event.ts';

export interface ModelRunsDeps {
  readonly now: () => number;
  /** A name for a session, as a person would know it. */
  readonly nameOf: (sessionKey: string) => string;
  /** Which sign-in of a provider is in use, and how often it was refused so far. */
  readonly standing: (provider: string) => Standing;
  /** `generation` is the one that the run asked with. */
  readonly onSighting: (provider: string, generation: number, sighting: Sighting) => void;
}

export interface Standing {
  readonly generation: number;
  readonly refusals: number;
}

interface Run {
  readonly provider: string;
  /** As it stood when this run asked it. */
  readonly standing: Standing;
  readonly told: ReadonlySet<string>;
}

const most = 500;

/** Follows the runs of a gateway and tells what each proves of its provider's sign-in, once. */
export class ModelRuns {
  readonly #deps: ModelRunsDeps;
  readonly #runs = new Map<string, Run>();

  constructor(deps: ModelRunsDeps) {
    this.#deps = deps;
  }

  /** Takes any event of the wire and looks at those about runs. */
  event(name: string, payload: unknown): void {
    const event = readRunEvent(name, payload);
    if (event !== null) this.#take(event.runId, event.sessionKey, event.news);
  }

  #take(runId: string, sessionKey: string, news: RunNews): void {
    const { now, nameOf } = this.#deps;
    const run = this.#runs.get(runId);
    const seen = { at: now(), by: nameOf(sessionKey) };
    switch (news.kind) {
      case 'asks':
        // Between two attempts it is null; what was told of the last one still holds.
        if (news.provider !== null) this.#asks(runId, news.provider);
        return;
      case 'answered': {
        if (run === undefined) return;
        const { refusals } = this.#deps.standing(run.provider);
        const begunAfterRefusal = refusals === run.standing.refusals;
        this.#tell(runId, run, 'worked', { kind: 'worked', ...seen, begunAfterRefusal });
        return;
      }
      case 'failed': {
        const asked = run?.provider === news.provider ? run : this.#asks(runId, news.provider);
        const sighting = failureSighting(news, seen);
        if (sighting !== null) this.#tell(runId, asked, sighting.kind, sighting);
        return;
      }
      case 'held':
        if (run !== undefined) {
          const opensAt = seen.at + news.ms;
          const limited = { kind: 'limited', at: seen.at, opensAt } as const;
          this.#deps.onSighting(run.provider, run.standing.generation, limited);
        }
        return;
      case 'over':
        this.#runs.delete(runId);
    }
  }

  #asks(runId: string, provider: string): Run {
    const run = { provider, standing: this.#deps.standing(provider), told: new Set<string>() };
    this.#keep(runId, run);
    return run;
  }

  /** The same news of one attempt comes in several events. */
  #tell(runId: string, run: Run, what: string, sighting: Sighting): void {
    if (run.told.has(what)) return;
    this.#keep(runId, { ...run, told: new Set([...run.told, what]) });
    this.#deps.onSighting(run.provider, run.standing.generation, sighting);
  }

  #keep(runId: string, run: Run): void {
    this.#runs.delete(runId);
    this.#runs.set(runId, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > most && oldest !== undefined) this.#runs.delete(oldest);
  }
}

const failureSighting = (
  { reason, status, page }: Extract<RunNews, { kind: 'failed' }>,
  seen: { readonly at: number; readonly by: string },
): Sighting | null => {
  switch (reason) {
    case 'auth':
    case 'auth_permanent':
      return {
        kind: 'answered',
        ...seen,
        status: status ?? 401,
        from: page ? 'elsewhere' : 'provider',
        code: status === null ? reason : `HTTP ${status}`,
      };
    case 'rate_limit':
    case 'billing':
      return { kind: 'limited', at: seen.at, opensAt: null };
    default:
      return null;
  }
};

/** A provider's refusal that a session's row remembers. */
export interface RememberedRefusal {
  readonly provider: string;
  readonly sessionKey: string;
  /** Epoch ms. */
  readonly at: number;
  readonly status: number;
}

/** What is older says little of the sign-in of today. */
const oldestMs = 24 * 60 * 60 * 1000;

// A row names the provider of its next run; whose refusal it was stands in the sentence only:
// `shopai/m1 request failed (authentication failed, HTTP 401)`.
const refusedWords = ' request failed (authentication failed, HTTP ';

const refusalOf = ({ key, ended }: SessionRow): RememberedRefusal | null => {
  if (ended?.status !== 'failed' || ended.error === null) return null;
  const { error } = ended;
  const at = error.indexOf(refusedWords);
  let from = Math.max(at, 0);
  while (from > 0 && !/\s/.test(error.charAt(from - 1))) from -= 1;
  const slash = error.slice(from, Math.max(at - 1, from)).indexOf('/', 1);
  const status = /^(\d{3})\)/.exec(
    error.slice(at + refusedWords.length, at + refusedWords.length + 4),
  );
  if (at === -1 || slash === -1 || status === null) return null;
  const provider = error.slice(from, from + slash);
  return { provider, sessionKey: key, at: ended.at, status: Number(status[1]) };
};

/**
 * The newest refusal per provider that sessions remember (`lastRunError`, openclaw 2026.9.6), a
 * day old at most. One after which a session of that provider ended well is over. Pure.
 */
export const rememberedRefusals = (
  rows: readonly SessionRow[],
  now: number,
): readonly RememberedRefusal[] => {
  const newest = new Map<string, RememberedRefusal>();
  for (const row of rows) {
    const refusal = refusalOf(row);
    if (refusal === null || now - refusal.at > oldestMs) continue;
    const known = newest.get(refusal.provider);
    if (known === undefined || known.at < refusal.at) newest.set(refusal.provider, refusal);
  }
  const isOver = ({ provider, at }: RememberedRefusal): boolean =>
    rows.some(
      ({ ended }) =>
        ended !== null && ended.status === 'done' && ended.provider === provider && ended.at > at,
    );
  return [...newest.values()].filter((refusal) => !isOver(refusal));
};
