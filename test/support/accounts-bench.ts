import { systemClock } from '../../electron/base/clock.ts';
import type { CodexProgram } from '../../electron/codex/client.ts';
import { createStartAccountServer } from '../../electron/codex/start-account-server.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import type { AccountEdges } from '../../electron/credentials/open-credentials.ts';
import { silentLog } from '../../electron/base/log.ts';
import { startIssuer, type ScriptedIssuer } from '../stand-ins/scripted-issuer.ts';
import { startProvider, type LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { CredentialView, SignInView } from '../../shared/credential.ts';
import type { HelperView } from '../../shared/state.ts';
import { PanelBench, type PanelUnderTest } from '../integration/panel/panel-under-test.ts';
import { Issued } from './issued.ts';
import { waitFor } from './wait-for.ts';

/** How long a state may take that needs a few processes. */
export const soonMs = 30_000;

type SignInOf<P extends SignInView['phase']> = Extract<SignInView, { readonly phase: P }>;

/** A whole panel with a codex, the practice issuer and the loopback provider behind it. */
export class AccountsBench {
  readonly issuer: ScriptedIssuer;
  readonly provider: LoopbackProvider;
  readonly issued: Issued;
  /** The pages that a browser was asked to open. */
  readonly pages: readonly string[];
  readonly #bench: PanelBench;
  #under: PanelUnderTest;

  private constructor(
    parts: Pick<AccountsBench, 'issuer' | 'provider' | 'issued' | 'pages'>,
    bench: PanelBench,
    under: PanelUnderTest,
  ) {
    this.issuer = parts.issuer;
    this.provider = parts.provider;
    this.issued = parts.issued;
    this.pages = parts.pages;
    this.#bench = bench;
    this.#under = under;
  }

  /** Opens it; `env` and `edges` replace what the panel's accounts get otherwise. */
  static async open(
    program: () => Promise<CodexProgram>,
    patch: {
      readonly env?: Readonly<Record<string, string>>;
      readonly edges?: Partial<AccountEdges>;
    } = {},
  ): Promise<AccountsBench> {
    const bench = new PanelBench();
    const pages: string[] = [];
    const issued = new Issued();
    const issuer = await startIssuer({ clock: systemClock, newSecret: issued.newSecret });
    bench.later(() => issuer.close());
    const provider = await startProvider({ tokens: {}, backend: issuer });
    bench.later(() => provider.close());
    const codex = await program();
    const parts = { redact: (text: string) => text, clock: systemClock, log: silentLog };
    const base = await bench.deps();
    const under = await bench.panel({
      ...base,
      env: { ...base.env, ...issuer.env, ...patch.env },
      findProgram: () => Promise.resolve(codex),
      startClient: createStartClient(parts),
      accounts: {
        startServer: createStartAccountServer(parts),
        keyringReady: () => Promise.resolve(false),
        openBrowser: (url) => {
          pages.push(url);
          return Promise.resolve(true);
        },
        ...patch.edges,
      },
    });
    const opened = new AccountsBench({ issuer, provider, issued, pages }, bench, under);
    await opened.done('settings.set', { key: 'chatgptBaseUrl', value: provider.chatgptBaseUrl });
    await opened.done('settings.set', { key: 'limits.starting', value: 4 });
    return opened;
  }

  get panel(): PanelUnderTest['panel'] {
    return this.#under.panel;
  }

  get command(): PanelUnderTest['command'] {
    return this.#under.command;
  }

  /** Where the panel keeps everything. */
  get home(): string {
    return this.#under.deps.paths.home;
  }

  /** Ends the panel and opens it again, as a restart of the app does. */
  async restart(): Promise<void> {
    await this.panel.close();
    this.#under = await this.#bench.panel(this.#under.deps);
  }

  /** Gives a command that is to work, and answers what it answers. */
  async done(...[name, input]: Parameters<PanelUnderTest['command']>): Promise<unknown> {
    const reply = await this.#under.command(name, input);
    if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
    return reply.value;
  }

  row(id: string): CredentialView {
    const found = this.panel.state().credentials.find((view) => view.id === id);
    if (found === undefined) throw new Error(`there is no row ${id}`);
    return found;
  }

  /** Waits until the sign-in of a row is in a phase. */
  signInOf<P extends SignInView['phase']>(id: string, phase: P): Promise<SignInOf<P>> {
    const is = (view: SignInView | null): view is SignInOf<P> => view?.phase === phase;
    const ask = (): SignInOf<P> => {
      const { signIn } = this.row(id);
      if (is(signIn)) return signIn;
      throw new Error(JSON.stringify(signIn));
    };
    return waitFor(`a sign-in that is ${phase}`, ask, soonMs);
  }

  helpers(): readonly HelperView[] {
    return this.panel.state().helpers;
  }

  /** Waits until every helper is in a phase. */
  async allHelpers(phase: HelperView['state']['phase']): Promise<void> {
    const ask = (): true => {
      const states = this.helpers().map(({ state }) => state);
      if (states.every((state) => state.phase === phase)) return true;
      throw new Error(JSON.stringify(states));
    };
    await waitFor(`all helpers ${phase}`, ask, soonMs * 2);
  }

  /** Adds an account and a template that uses it; answers the account's id. */
  async addAccount(label = 'Ana', home: 'own' | 'codex' = 'own'): Promise<string> {
    const added = await this.command('credentials.add-account', { label, home });
    if (!added.ok) throw new Error(JSON.stringify(added.failure));
    const { id } = added.value;
    await this.done('templates.save', {
      template: {
        id: `with-${id}`,
        name: label,
        model: 'gpt-5.5',
        credential: id,
        provider: null,
        options: {},
        cwd: null,
        sandbox: 'read-only',
        approvals: 'never',
      },
    });
    return id;
  }

  async signInByCode(id: string): Promise<void> {
    await this.done('credentials.sign-in', { id, flow: 'device' });
    const { userCode } = await this.signInOf(id, 'device');
    this.issuer.answerDevice(userCode, 'approved');
    await this.signInOf(id, 'done');
  }

  async spawn(id: string, many: number): Promise<void> {
    for (let n = 0; n < many; n += 1) {
      await this.done('helpers.spawn', { templateId: `with-${id}`, prompt: `Prompt number ${n}.` });
    }
  }

  /** Every prompt in a request that the provider answered with 200, as often as it was there. */
  promptsAnswered(): readonly string[] {
    return this.provider.requests
      .filter(({ kind, status }) => kind === 'post' && status === 200)
      .flatMap(({ body }) => (body?.userTexts ?? []).filter((text) => text.startsWith('Prompt')))
      .sort();
  }

  close(): Promise<void> {
    return this.#bench.close();
  }
}
