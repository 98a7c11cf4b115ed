import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../../electron/base/clock.ts';
import type { DeviceAnswer } from '../../electron/practice/issuer/authorizations.ts';
import type { NewSecret } from '../../electron/practice/issuer/issued-tokens.ts';
import {
  issuerPlace,
  PracticeIssuer,
  randomSecret,
} from '../../electron/practice/issuer/issuer.ts';
import type { IssuerPlace } from '../../electron/practice/issuer/issuer.ts';
import type { Decision, IssuerEndpoint } from '../../electron/practice/issuer/issuer-desk.ts';
import { issuerAnswer } from '../../electron/practice/issuer/issuer-pages.ts';
import type { IssuerAnswer } from '../../electron/practice/issuer/issuer-pages.ts';
import { ScriptedDesk, wellBehaved } from './scripted-desk.ts';
import type { IssuerScript } from './scripted-desk.ts';

/** One request as the issuer saw it, without any secret. */
export interface IssuerRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly endpoint: IssuerEndpoint;
  /** Why codex refreshed: `unauthorized_recovery` or `forced`; null for anything else. */
  readonly refreshReason: string | null;
  /** The status that was sent; null while nothing was. */
  status: number | null;
}

/** A way in which an endpoint answers otherwise than it should. */
export type IssuerFault =
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers 302 to another address. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** Answers 200 with the HTML page of a captive portal. */
  | { readonly kind: 'captive-portal' }
  | { readonly kind: 'status'; readonly status: number; readonly body: unknown }
  /** Cuts the connection. */
  | { readonly kind: 'drop' };

const faultAnswer = (fault: Exclude<IssuerFault, { kind: 'hang' | 'drop' }>): IssuerAnswer => {
  switch (fault.kind) {
    case 'redirect':
      return issuerAnswer.redirect(fault.to);
    case 'captive-portal':
      return issuerAnswer.page(
        200,
        '<!DOCTYPE html><html><head><title>Sign in to the network</title></head>' +
          '<body><h1>Welcome to the guest network</h1></body></html>',
      );
    case 'status':
      return issuerAnswer.json(fault.status, fault.body);
  }
};

/** What a scripted issuer is made of. */
export interface ScriptedIssuerOptions {
  readonly clock: Clock;
  /** Random when left out. */
  readonly newSecret?: NewSecret;
}

/** The practice issuer with a record of its requests, a script and faults. */
export class ScriptedIssuer extends PracticeIssuer<ScriptedDesk> {
  readonly requests: Readonly<IssuerRequest>[] = [];
  readonly #clock: Clock;
  readonly #script: { now: IssuerScript };
  readonly #faults = new Map<IssuerEndpoint, { readonly fault: IssuerFault; left: number }>();

  constructor(place: IssuerPlace, { clock, newSecret = randomSecret }: ScriptedIssuerOptions) {
    const script = { now: wellBehaved };
    const now = (): number => clock.now();
    super(place, new ScriptedDesk({ issuer: place.url, now, newSecret, script: () => script.now }));
    this.#clock = clock;
    this.#script = script;
  }

  count(endpoint: IssuerEndpoint): number {
    return this.requests.filter((request) => request.endpoint === endpoint).length;
  }

  /** Changes how it behaves from the next request on. */
  set(change: Partial<IssuerScript>): void {
    this.#script.now = { ...this.#script.now, ...change };
  }

  /** Makes an endpoint answer so for the next `times` requests, or until null is given. */
  fault(
    endpoint: IssuerEndpoint,
    fault: IssuerFault | null,
    times = Number.POSITIVE_INFINITY,
  ): void {
    if (fault === null) this.#faults.delete(endpoint);
    else this.#faults.set(endpoint, { fault, left: times });
  }

  /**
   * Does what a person's browser does with an `authUrl` of codex: answers the page and follows the
   * way back to codex's callback. Settles with where that ended and its status.
   */
  async visit(authUrl: string, decision: Decision): Promise<{ url: string; status: number }> {
    const to = this.desk.decide(new URL(authUrl).searchParams, decision);
    // codex listens for one sign-in at a time: a connection that is kept would lead to nobody.
    const headers = { connection: 'close' };
    const response = await fetch(to, { headers, signal: AbortSignal.timeout(10_000) });
    await response.text();
    return { url: response.url, status: response.status };
  }

  /** Answers a device code as a person would, or as the issuer would on its own. */
  answerDevice(userCode: string, answer: DeviceAnswer): void {
    const device = this.desk.devices.byUserCode(userCode);
    if (device === null) throw new Error('there is no such code');
    device.answer = answer;
  }

  /** Lets every access token that is out end now; refresh tokens stay good. */
  expireAccess(): void {
    this.desk.expireAccess();
  }

  protected override respond(
    endpoint: IssuerEndpoint,
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const refreshReason = form.get('refresh_reason');
    const seen: IssuerRequest = { at: this.#clock.now(), endpoint, refreshReason, status: null };
    this.requests.push(seen);
    const fault = this.#dueFault(endpoint);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') {
      response.socket?.destroy();
      return;
    }
    if (fault === null) super.respond(endpoint, form, request, response);
    else this.send(faultAnswer(fault), response);
    seen.status = response.statusCode;
  }

  #dueFault(endpoint: IssuerEndpoint): IssuerFault | null {
    const due = this.#faults.get(endpoint);
    if (due === undefined || due.left <= 0) return null;
    due.left -= 1;
    return due.fault;
  }
}

/** Starts the issuer on a free port of loopback. */
export const startIssuer = async (options: ScriptedIssuerOptions): Promise<ScriptedIssuer> =>
  new ScriptedIssuer(await issuerPlace(), options);
