import { randomUUID } from 'node:crypto';

import { expect, vi } from 'vitest';

import { type Clock, systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import {
  type GatewayLink,
  type GatewayLinkDeps,
  openGatewayLink,
} from '../../electron/gateway/link/gateway-link.ts';
import type { ScriptedGateway } from '../stand-ins/scripted-gateway.ts';
import type { GatewayState, GatewayView, SessionsChange } from '../../shared/state.ts';
import { eventually } from './eventually.ts';
import { GatewayBench } from './gateway-bench.ts';

/**
 * Times that let a whole story pass in a fraction of a second. What is given up on when it takes too
 * long has time enough: that is for the tests about it, not for a moment when the computer is busy.
 */
export const quick = {
  handshakeMs: 5_000,
  stableMs: 150,
  backoffFirstMs: 40,
  backoffCapLoopbackMs: 120,
  readyEveryMs: 15,
  readyTimeoutMs: 5_000,
  quietMs: 10_000,
  probeMs: 60,
  probeEveryMs: 80,
  giveUpMs: 400,
  requestMs: 5_000,
  rereadMs: 10,
  settleMs: 10,
  signInBusyMs: 20,
} as const;

/** A link with everything it told, for a test that watches it from outside. */
export interface LinkUnderTest {
  readonly link: GatewayLink;
  readonly views: readonly GatewayView[];
  readonly changes: readonly SessionsChange[];
  readonly tokens: Map<string, string>;
  readonly secrets: Set<string>;
  readonly home: string;
  /** Phases in the order they were seen, repetitions left out. */
  phases(): readonly GatewayState['phase'][];
}

/** A bench with links on it. */
export class LinkBench extends GatewayBench {
  async link({
    clock = systemClock,
    ...deps
  }: Partial<GatewayLinkDeps> & { readonly clock?: Clock }): Promise<LinkUnderTest> {
    const home = await this.folder();
    const views: GatewayView[] = [];
    const changes: SessionsChange[] = [];
    const tokens = new Map<string, string>();
    const secrets = new Set<string>();
    const link = openGatewayLink({
      env: {},
      home,
      settingsUrl: () => null,
      settingsToken: () => Promise.resolve(null),
      tokens: {
        read: (url) => Promise.resolve(tokens.get(url) ?? null),
        write: (url, token) => Promise.resolve(void tokens.set(url, token)),
        clear: (url) => Promise.resolve(void tokens.delete(url)),
      },
      ambient: {
        clock,
        log: silentLog,
        random: () => 0.5,
        newId: randomUUID,
      },
      version: '0.0.0-test',
      onView: (view) => void views.push(view),
      onSessions: (change) => void changes.push(change),
      onSecret: (secret) => void secrets.add(secret),
      ...deps,
      timings: { ...quick, ...deps.timings },
    });
    this.later(() => link.close());
    const phases = (): readonly GatewayState['phase'][] =>
      views.map(({ state }) => state.phase).filter((phase, index, all) => phase !== all[index - 1]);
    return { link, views, changes, tokens, secrets, home, phases };
  }

  /** A link that this gateway let in. */
  async connected(
    gateway: ScriptedGateway,
    timings: GatewayLinkDeps['timings'] = {},
  ): Promise<LinkUnderTest> {
    const it = await this.link({ ...towards(gateway), timings });
    await reaches(it, { phase: 'connected' });
    return it;
  }
}

/** Waits until the link is in such a state. */
export const reaches = (
  it: LinkUnderTest,
  expected: Readonly<Record<string, unknown>>,
): Promise<void> => eventually(() => expect(it.link.view().state).toMatchObject(expected));

/** Long enough for several attempts, had there been a timer. */
export const noMoreAttempts = async (gateway: ScriptedGateway): Promise<void> => {
  const before = gateway.attempts.length;
  const watched = vi.waitFor(() => expect(gateway.attempts.length).toBeGreaterThan(before), {
    timeout: 250,
    interval: 10,
  });
  await expect(watched).rejects.toThrow();
};

/** A link to this gateway by way of the settings. */
export const towards = (gateway: ScriptedGateway): Partial<GatewayLinkDeps> => ({
  settingsUrl: () => gateway.url,
  settingsToken: () => Promise.resolve(gateway.token),
});
