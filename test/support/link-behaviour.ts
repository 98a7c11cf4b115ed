import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { GatewayLinkDeps } from '../../electron/gateway/link/gateway-link.ts';
import type { GatewayTimings } from '../../electron/gateway/link/timings.ts';
import { LinkBench, type LinkUnderTest } from './link-under-test.ts';

/** A gateway that lets in by a token, and that a test may kill and start. */
export interface GatewayUnderTest {
  /** The same one after every start. */
  readonly url: string;
  readonly token: string;
  readonly version: string;
  /** How many sessions it tells of. */
  readonly sessions: number;
  /** How fast the link is that meets it. */
  readonly timings: Partial<GatewayTimings> & Pick<GatewayTimings, 'backoffFirstMs'>;
  /** How often somebody asked to be let in so far. */
  attempts(): number;
  /** It is gone without a word; settles when it is. */
  crash(): Promise<void>;
  /** Settles when it lets in again. */
  start(): Promise<void>;
  /** It answers nothing, and its sockets stay open. */
  freeze(): void;
  thaw(): void;
}

/** Long enough for the real one on a busy computer. */
const patience = { timeout: 15_000, interval: 10 };
const restartMs = 150_000;

/**
 * Defines the tests of the link to a gateway. The real gateway and the practice gateway pass the
 * same ones, so that what the link is seen to do with the one holds for the other. `open` is called
 * once; whoever gives the gateway closes it.
 */
export const describeLink = (open: () => Promise<GatewayUnderTest>): void => {
  describe('a link', () => {
    const bench = new LinkBench();
    let gateway: GatewayUnderTest;
    let before: number;

    beforeAll(async () => {
      gateway = await open();
    });
    beforeEach(() => {
      before = gateway.attempts();
    });
    afterEach(() => bench.close());

    const attempts = (): number => gateway.attempts() - before;
    const link = (
      deps: Partial<GatewayLinkDeps> = {},
      timings: GatewayLinkDeps['timings'] = {},
    ): Promise<LinkUnderTest> =>
      bench.link({
        settingsUrl: () => gateway.url,
        settingsToken: () => Promise.resolve(gateway.token),
        ...deps,
        timings: { ...gateway.timings, ...timings },
      });
    const reaches = (it: LinkUnderTest, state: Readonly<Record<string, unknown>>) =>
      expect.poll(() => it.link.view().state, patience).toMatchObject(state);
    const connected = async (...deps: Parameters<typeof link>): Promise<LinkUnderTest> => {
      const it = await link(...deps);
      await reaches(it, { phase: 'connected' });
      return it;
    };
    /** Long enough for the first rest of a back-off, had there been one. */
    const staysAt = async (count: number): Promise<void> => {
      const timeout = Math.max(250, 2 * gateway.timings.backoffFirstMs);
      const more = expect.poll(attempts, { timeout, interval: 10 }).toBeGreaterThan(count);
      await expect(more).rejects.toThrow();
      expect(attempts()).toBe(count);
    };
    const unauthorized = (generation: number) => ({
      phase: 'blocked',
      failure: { kind: 'unauthorized', generation },
    });

    test('shows who it is connected to, and never the token', async () => {
      const it = await connected();
      expect(it.link.view()).toMatchObject({
        url: gateway.url,
        addressSource: 'settings',
        tokenSource: 'settings',
        secretKind: 'token',
        version: gateway.version,
        connId: expect.stringMatching(/./) as string,
        bootId: expect.stringMatching(/./) as string,
        scopes: ['operator.read', 'operator.write'],
        reconnects: 0,
      });
      expect(it.phases()).toEqual(['idle', 'connecting', 'handshaking', 'connected']);
      expect(JSON.stringify(it.views)).not.toContain(gateway.token);
      expect([...it.secrets]).toContain(gateway.token);
      expect(attempts()).toBe(1);
    });

    test('reads the sessions', async () => {
      const it = await connected();
      await expect.poll(() => it.link.view().sessionsReadAt, patience).not.toBeNull();
      expect(it.link.view().sessionsNotShown).toBe(0);
      expect(it.link.sessions()).toHaveLength(gateway.sessions);
      expect(it.changes[0]).toMatchObject({ reset: true, removed: [] });
    });

    test('waits for the person after one wrong token, until the settings name another', async () => {
      let token = 'not-the-token';
      const it = await link({ settingsToken: () => Promise.resolve(token) });
      await reaches(it, unauthorized(1));
      expect(it.phases()).toEqual(['idle', 'connecting', 'handshaking', 'blocked']);
      await staysAt(1);
      token = gateway.token;
      it.link.reconfigured();
      await reaches(it, { phase: 'connected' });
      expect(attempts()).toBe(2);
    });

    test('makes one attempt of one click', async () => {
      let token = 'not-the-token';
      const it = await link({ settingsToken: () => Promise.resolve(token) });
      await reaches(it, unauthorized(1));
      it.link.tryNow();
      await expect.poll(attempts, patience).toBe(2);
      await reaches(it, unauthorized(1));
      await staysAt(2);
      token = gateway.token;
      it.link.tryNow();
      await reaches(it, { phase: 'connected' });
      expect(attempts()).toBe(3);
    });

    test('is let in with the token that it is given after it had none', async () => {
      let token: string | null = null;
      const it = await link({ settingsToken: () => Promise.resolve(token) });
      await reaches(it, unauthorized(0));
      expect(it.link.view().tokenSource).toBe('none');
      token = gateway.token;
      it.link.reconfigured();
      await reaches(it, { phase: 'connected' });
      expect(it.link.view().tokenSource).toBe('settings');
      expect(attempts()).toBe(2);
    });

    test('shows the shared token once when its device token is not known any more', async () => {
      const home = await bench.folder();
      const first = await connected({ home });
      await first.link.close();
      const issued = first.tokens.get(gateway.url);
      expect(issued).toMatch(/./);
      const tokens = new Map([[gateway.url, 'a-token-that-was-never-issued']]);
      const again = await connected({
        home,
        tokens: {
          read: (url) => Promise.resolve(tokens.get(url) ?? null),
          write: (url, token) => Promise.resolve(void tokens.set(url, token)),
          clear: (url) => Promise.resolve(void tokens.delete(url)),
        },
      });
      expect(again.link.view().tokenSource).toBe('settings');
      expect(tokens.get(gateway.url)).toBe(issued);
      expect(attempts()).toBe(3);
    });

    test('blocks on a device token that is not known any more, and does not keep it', async () => {
      const it = await link({ settingsToken: () => Promise.resolve(null) });
      await reaches(it, unauthorized(0));
      it.tokens.set(gateway.url, 'a-token-that-was-never-issued');
      it.link.tryNow();
      await reaches(it, unauthorized(1));
      expect(it.tokens.size).toBe(0);
      await staysAt(2);
    });

    test('stays away after a disconnect until it is asked to try', async () => {
      const it = await connected();
      it.link.disconnect();
      await reaches(it, { phase: 'stopped' });
      await staysAt(1);
      it.link.tryNow();
      await reaches(it, { phase: 'connected' });
      expect(attempts()).toBe(2);
    });

    test('keeps the connection when the settings lead to where it is', async () => {
      const it = await connected();
      const { connId } = it.link.view();
      it.link.reconfigured();
      await staysAt(1);
      expect(it.link.view()).toMatchObject({ connId, reconnects: 0 });
    });

    test('is degraded while the gateway is frozen, and keeps the connection', async () => {
      const it = await connected({}, { quietMs: 300, probeMs: 1_500, giveUpMs: 60_000 });
      const { connId } = it.link.view();
      gateway.freeze();
      await reaches(it, { phase: 'degraded', failure: { kind: 'stalled' }, connId });
      gateway.thaw();
      await reaches(it, { phase: 'connected', connId });
      expect(it.link.view().reconnects).toBe(0);
      expect(attempts()).toBe(1);
    });

    test(
      'comes back to a gateway that was killed, with the token of this device',
      async () => {
        const it = await connected();
        const { bootId } = it.link.view();
        await gateway.crash();
        await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable' } });
        expect(it.views.map((view) => view.state)).toContainEqual(
          expect.objectContaining({
            phase: 'waiting',
            failure: expect.objectContaining({ reason: 'abnormal-close' }) as unknown,
          }),
        );
        await gateway.start();
        await expect
          .poll(() => it.link.view(), { ...patience, timeout: 60_000 })
          .toMatchObject({ state: { phase: 'connected' }, reconnects: 1, tokenSource: 'device' });
        expect(it.link.view().bootId).not.toBe(bootId);
      },
      restartMs,
    );
  });
};
