/** All times of the link in ms; tests shorten them. */
export interface GatewayTimings {
  /** From the first packet to hello. */
  readonly handshakeMs: number;
  /** Connected this long, the back-off starts over. */
  readonly stableMs: number;
  readonly backoffFirstMs: number;
  readonly backoffCapLoopbackMs: number;
  readonly backoffCapElsewhereMs: number;
  /** How often /readyz is asked while waiting, at first. */
  readonly readyEveryMs: number;
  /** How long "at first" is. */
  readonly readyOftenMs: number;
  readonly readySeldomMs: number;
  readonly readyTimeoutMs: number;
  /** Silence after which the gateway is asked for a sign of life. */
  readonly quietMs: number;
  /** Time it has to answer. */
  readonly probeMs: number;
  /** Between two unanswered probes. */
  readonly probeEveryMs: number;
  /** Stalled this long, and three times asked, the socket is dropped. */
  readonly giveUpMs: number;
  /** For requests of the link itself. */
  readonly requestMs: number;
  /** Between two whole readings of the sessions. */
  readonly rereadMs: number;
  /** The same at most, after readings that failed. */
  readonly rereadCapMs: number;
  /** Between two questions whether somebody else's sign-in at the gateway is over. */
  readonly signInBusyMs: number;
  readonly settleMs: number;
  /** A pause that took this much longer than asked means that the computer slept. */
  readonly sleptMs: number;
}

export const gatewayTimings: GatewayTimings = {
  handshakeMs: 12_000,
  stableMs: 10_000,
  backoffFirstMs: 800,
  backoffCapLoopbackMs: 15_000,
  backoffCapElsewhereMs: 30_000,
  readyEveryMs: 500,
  readyOftenMs: 300_000,
  readySeldomMs: 5_000,
  readyTimeoutMs: 1_000,
  quietMs: 10_000,
  probeMs: 5_000,
  probeEveryMs: 15_000,
  giveUpMs: 60_000,
  requestMs: 15_000,
  rereadMs: 1_000,
  rereadCapMs: 30_000,
  signInBusyMs: 2_000,
  settleMs: 200,
  sleptMs: 5_000,
};
