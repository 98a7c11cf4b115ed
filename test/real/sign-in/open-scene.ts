import type { Page } from '@playwright/test';

import { systemClock } from '../../../electron/base/clock.ts';
import { startIssuer } from '../../stand-ins/scripted-issuer.ts';
import type { ScriptedIssuer } from '../../stand-ins/scripted-issuer.ts';
import type { Behaviour } from '../../stand-ins/provider-behaviour.ts';
import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import { startProvider } from '../../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import { NotificationServer } from '../../fakes/notification-server.ts';
import { Issued } from '../../support/issued.ts';
import type { PanelApp } from '../../support/panel-app.ts';
import { makeFakeBrowser } from '../support/fake-browser.ts';
import type { FakeBrowser } from '../support/fake-browser.ts';
import { startRealGateway } from '../support/real-gateway.ts';
import type { RealGateway } from '../support/gateway-process.ts';
import { startBeside, statusOf } from '../support/story.ts';

/** The built app with everything that a sign-in has to do with: one for all stories of a file. */
export interface SignInScene {
  readonly issuer: ScriptedIssuer;
  readonly provider: LoopbackProvider;
  readonly gateway: RealGateway;
  readonly notices: NotificationServer;
  readonly browser: FakeBrowser;
  readonly app: PanelApp;
  readonly page: Page;
  readonly issued: Issued;
  /** The newest access token that an account's request carried. */
  accessToken(): string;
  /** What requests of accounts get from now on; null for what their tokens are worth. */
  answerAccounts(behaviour: Behaviour | null): void;
  /** Shuts the provider's door: a request is judged and answered only when the gate lets it in. */
  shutDoor(): DeltaGate;
  /** Opens the door and ends every helper, so that the next story begins alone. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it: the real gateway, the real codex, an issuer and a provider of a test's own. */
export const openScene = async (): Promise<SignInScene> => {
  let door: DeltaGate | null = null;
  let behaviour: Behaviour | null = null;
  let lastToken = '';
  const issued = new Issued();
  const notices = await NotificationServer.start(process.env.DBUS_SESSION_BUS_ADDRESS ?? '');
  const browser = await makeFakeBrowser();
  const issuer = await startIssuer({ clock: systemClock, newSecret: issued.newSecret });
  const provider = await startProvider({
    tokens: {},
    backend: {
      serve: (...asked) => issuer.serve(...asked),
      verdict: (token) => {
        const verdict = issuer.verdict(token);
        if (verdict !== 'unknown') lastToken = token;
        return behaviour === null ? verdict : 'unknown';
      },
    },
    otherwise: () => behaviour ?? { kind: 'invalid-token' },
    // One signal for all would have more listeners than Node takes for sound.
    onBody: () => door?.pass(new AbortController().signal),
  });
  const gateway = await startRealGateway({
    providers: { mockai: { baseUrl: provider.baseUrl, apiKey: 'session-token' } },
  });
  const app = await startBeside(gateway, { ...issuer.env, PATH: browser.path });
  await app.json(['settings', 'set', 'chatgptBaseUrl', provider.chatgptBaseUrl]);
  return {
    issuer,
    provider,
    gateway,
    notices,
    browser,
    app,
    page: await app.page(),
    issued,
    accessToken: () => lastToken,
    answerAccounts: (next) => {
      behaviour = next;
    },
    shutDoor: () => {
      door = new DeltaGate();
      return door;
    },
    clear: async () => {
      door?.open();
      door = null;
      behaviour = null;
      for (const { id } of (await statusOf(app)).helpers) await app.cli(['stop', id]);
    },
    close: async () => {
      await app.quit();
      await gateway.stop();
      await Promise.all([provider.close(), issuer.close()]);
      notices.stop();
    },
  };
};
