import type { CredentialAct, CredentialView, SecretStore } from '../../../shared/credential.ts';
import { hostOf } from '../../../shared/format.ts';
import type { GatewaySecretKind } from '../../../shared/gateway-secret.ts';
import type { GatewayView, TokenSource } from '../../../shared/state.ts';
import { credentialRow } from '../../credentials/verdicts/credential-row.ts';
import { plainDeclared } from '../../credentials/verdicts/credential-state.ts';
import { keepUnchanged } from '../../credentials/verdicts/keep-unchanged.ts';
import {
  nothingObserved,
  observe,
  type Observed,
  type Sighting,
} from '../../credentials/verdicts/observed.ts';

/** Ids of the rows of the secrets that open the gateway; no record of ours can have one of them. */
export const openingRowIds = { gateway: 'gateway:token', device: 'gateway:device' } as const;

type Which = keyof typeof openingRowIds;

export interface OpeningSecretsDeps {
  readonly now: () => number;
  /** Where the token is kept that the settings hold for an address, and the one of this device. */
  readonly storeOf: (what: 'gateway' | 'device', url: string) => SecretStore;
  readonly onRows: (rows: readonly CredentialView[]) => void;
}

const shared: ReadonlySet<TokenSource> = new Set([
  'settings',
  'environment',
  'openclaw.json',
  'practice',
]);

const places: Readonly<Partial<Record<TokenSource, string>>> = {
  settings: 'the settings',
  environment: 'the environment',
  'openclaw.json': 'openclaw.json',
  practice: 'practice',
};

/**
 * The two secrets that open the gateway, as rows: the gateway's own token (or password), and the
 * one that it gave this device. What happened with them is read from the link's view alone.
 */
export class OpeningSecrets {
  readonly #deps: OpeningSecretsDeps;
  readonly #observed = new Map<Which, Observed>();
  #url = '';
  #source: TokenSource | null = null;
  #hasDevice = false;
  #kind: GatewaySecretKind = 'token';
  #last: GatewayView['state'] | null = null;
  #rows: readonly CredentialView[] = [];

  constructor(deps: OpeningSecretsDeps) {
    this.#deps = deps;
  }

  rows(): readonly CredentialView[] {
    return this.#rows;
  }

  /** Takes every view of the link. */
  take(view: GatewayView): void {
    if (view.url !== this.#url) {
      this.#url = view.url;
      this.#source = null;
      this.#hasDevice = false;
      this.#observed.clear();
    }
    const { tokenSource, secretKind, state } = view;
    this.#kind = secretKind;
    if (shared.has(tokenSource)) this.#source = tokenSource;
    if (state !== this.#last) this.#note(view);
    this.#last = state;
    const rows = keepUnchanged(this.#rows, this.#all());
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#deps.onRows(rows);
  }

  #note({ state, tokenSource }: GatewayView): void {
    const which: Which = tokenSource === 'device' ? 'device' : 'gateway';
    const seen = { at: this.#deps.now(), by: 'the connection' };
    switch (state.phase) {
      case 'connected':
      case 'degraded':
        if (this.#last?.phase === 'connected' || this.#last?.phase === 'degraded') return;
        this.#hasDevice ||= tokenSource !== 'practice';
        // Whoever was let in is paired, whatever it showed.
        this.#pardon('device');
        if (tokenSource !== 'none') {
          this.#saw(which, { kind: 'worked', ...seen, begunAfterRefusal: true });
        }
        return;
      case 'blocked': {
        const { failure } = state;
        const refused = { kind: 'answered', ...seen, status: 401, from: 'provider' } as const;
        if (failure.kind === 'pairing-required') {
          this.#hasDevice = true;
          this.#saw('device', { ...refused, code: failure.code });
        }
        if (failure.kind === 'unauthorized' && tokenSource !== 'none') {
          this.#hasDevice ||= which === 'device';
          this.#saw(which, { ...refused, code: failure.code });
        }
        return;
      }
      case 'idle':
      case 'connecting':
      case 'handshaking':
      case 'waiting':
      case 'stopped':
    }
  }

  /** Attempts follow each other, so the newest one is about what is in use now. */
  #saw(which: Which, sighting: Sighting): void {
    if (sighting.kind === 'answered') this.#pardon(which);
    const before = this.#observed.get(which) ?? nothingObserved;
    this.#observed.set(which, observe(before, 1, 1, sighting));
  }

  #pardon(which: Which): void {
    const before = this.#observed.get(which);
    if (before !== undefined) this.#observed.set(which, { ...before, refusedGeneration: 0 });
  }

  #all(): readonly CredentialView[] {
    const rows: CredentialView[] = [];
    if (this.#source !== null) rows.push(this.#row('gateway', places[this.#source] ?? null));
    if (this.#hasDevice) rows.push(this.#row('device', 'this device'));
    return rows;
  }

  #row(which: Which, account: string | null): CredentialView {
    const observed = this.#observed.get(which) ?? nothingObserved;
    const refused = observed.refusedGeneration > 0;
    const pair: readonly CredentialAct[] = refused ? ['pair'] : [];
    const isOurs = which === 'device' || this.#source === 'settings';
    return credentialRow(
      {
        id: openingRowIds[which],
        label: which === 'gateway' ? `Gateway ${this.#kind}` : 'Token of this device',
        provider: `gateway ${hostOf(this.#url)}`,
        kind: which === 'gateway' ? `gateway-${this.#kind}` : 'device-token',
        store: isOurs
          ? this.#deps.storeOf(which, this.#url)
          : this.#source === 'openclaw.json'
            ? 'gateway'
            : 'none',
        declared: { ...plainDeclared(1), account, judge: 'gateway' },
        observed,
        signIn: null,
        acts: which === 'gateway' ? ['set-key', ...pair] : pair,
      },
      { endsSoonMs: 0, now: this.#deps.now() },
    );
  }
}
