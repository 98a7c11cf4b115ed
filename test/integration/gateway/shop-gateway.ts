import { expect } from 'vitest';

import { createRedactor } from '../../../electron/base/redact.ts';
import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import type { CredentialView, SignInView } from '../../../shared/credential.ts';
import type { Reply } from '../../../shared/result.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, towards, type LinkUnderTest } from '../../support/link-under-test.ts';

/** The row of the one provider that the gateway has. */
export const shopId = 'openclaw:shopai';
/** The session whose turns use that provider. */
export const shopSession = 'agent:main:shop';

/** A row of the link, by default that of the provider. */
export const row = (it: LinkUnderTest, rowId = shopId): CredentialView | undefined =>
  it.link.credentials().find((one) => one.id === rowId);

export const phase = (it: LinkUnderTest): string | undefined => row(it)?.state.phase;

export const signIn = (it: LinkUnderTest): SignInView | null | undefined => row(it)?.signIn;

/** `ok`, or the kind of the failure. */
export const outcome = (reply: Reply<null>): string => (reply.ok ? 'ok' : reply.failure.kind);

export const becomes = (it: LinkUnderTest, wanted: string): Promise<unknown> =>
  eventually(() => expect(phase(it)).toBe(wanted));

/** A gateway with one provider, whose key is `key-1`, and links to it. */
export class ShopGateway {
  /** The keys that the provider refuses. */
  readonly refused = new Set<string>();
  /** The pages that were opened in the browser. */
  readonly opened: string[] = [];
  /** What the link said is secret. */
  readonly secrets = new Set<string>();
  readonly gateway: ScriptedGateway;
  readonly links: LinkBench;

  private constructor(links: LinkBench, gateway: ScriptedGateway) {
    this.links = links;
    this.gateway = gateway;
    gateway.verdict = (_provider, key) => (this.refused.has(key) ? 'refused' : 'good');
    gateway.models.put('shopai', { inline: 'key-1' });
    gateway.book.put({
      key: shopSession,
      kind: 'direct',
      label: 'shop',
      hasActiveRun: false,
      modelProvider: 'shopai',
      model: 'm1',
      updatedAt: 1,
    });
  }

  static async start(): Promise<ShopGateway> {
    const links = new LinkBench();
    return new ShopGateway(links, await links.gateway());
  }

  /** A link that lists the provider. */
  async open(): Promise<LinkUnderTest> {
    const redactor = createRedactor();
    const it = await this.links.link({
      ...towards(this.gateway),
      endsSoonMs: () => 86_400_000,
      onSecret: (secret) => {
        this.secrets.add(secret);
        redactor.know(secret);
      },
      redact: (text) => redactor.text(text),
      openPage: (url) => {
        this.opened.push(url);
        return Promise.resolve(true);
      },
    });
    await eventually(() => expect(row(it)).toBeDefined());
    return it;
  }

  /** Begins a turn of the session. */
  turn(): void {
    this.gateway.startTurn(shopSession, ['a', 'word']);
  }

  close(): Promise<void> {
    return this.links.close();
  }
}
