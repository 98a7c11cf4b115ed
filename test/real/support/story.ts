import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { fingerprint } from '../../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import type { Sandbox } from '../../../shared/state.ts';
import { startPanelApp } from '../../support/panel-app.ts';
import type { PanelApp } from '../../support/panel-app.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { RealGateway } from './gateway-process.ts';
import { realPrograms } from './real-programs.ts';

/** A helper as `status --json` tells it; only what the stories look at. */
export interface HelperRow {
  readonly id: string;
  readonly template: string;
  readonly phase: string;
  readonly pid: number | null;
  readonly clientId: string | null;
  readonly isolated: boolean;
  readonly spawnedBy: string | null;
  readonly refusedAt: number | null;
  readonly failedAt: number | null;
  readonly failure: { readonly kind: string; readonly status: number | null } | null;
  readonly blastRadius: { readonly same: boolean; readonly changed: readonly string[] } | null;
}

/** `status --json`; only what the stories look at. */
export interface Status {
  readonly v: 1;
  readonly gateway: {
    readonly phase: string;
    readonly since: number | null;
    readonly connId: string | null;
    readonly bootId: string | null;
    readonly reconnects: number;
    readonly failure: { readonly kind: string } | null;
  };
  readonly sessions: readonly {
    readonly key: string;
    readonly status: string;
    readonly hasActiveRun: boolean;
  }[];
  readonly helpers: readonly HelperRow[];
}

/** Reads the panel's state as a script would. */
export const statusOf = async (app: PanelApp): Promise<Status> =>
  (await app.json(['status'])) as Status;

/**
 * Starts the built app beside the real gateway, with the real codex, and waits for the link; `env`
 * is added to its environment.
 */
export const startBeside = async (
  gateway: RealGateway,
  env: Readonly<Record<string, string>> = {},
): Promise<PanelApp> => {
  const home = join(await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'panel-')), 'home');
  const programs = await realPrograms();
  const app = await startPanelApp({
    home,
    env: {
      OPENCLAW_STATE_DIR: gateway.stateDir,
      OPENCLAW_CONFIG_PATH: gateway.configPath,
      BULKHEAD_CODEX: programs.codex,
      ...env,
    },
  });
  await connected(app);
  return app;
};

/** Waits until the panel says that it is connected, and answers that state. */
export const connected = (app: PanelApp): Promise<Status> =>
  waitFor(
    'the link',
    async () => {
      const status = await statusOf(app);
      return status.gateway.phase === 'connected' ? status : null;
    },
    60_000,
  );

/** Saves a key and a template that uses it; answers the template's id. */
export const addTemplate = async (
  app: PanelApp,
  provider: LoopbackProvider,
  name: string,
  token: string,
  sandbox: Sandbox = 'read-only',
): Promise<string> => {
  const credential = `key-${fingerprint(token)}`;
  await app.json(['credentials', 'set', credential, '--stdin'], token);
  const template = {
    name,
    model: 'gpt-5.5',
    provider: { name: 'Loopback', baseUrl: provider.baseUrl, wireApi: 'responses' },
    credential,
    cwd: null,
    sandbox,
    approvals: 'never',
  };
  const answer = (await app.json(['templates', 'add', '-'], JSON.stringify(template))) as {
    readonly id: string;
  };
  return answer.id;
};

/** Starts a helper in a fresh folder and answers its id. */
export const spawnHelper = async (
  app: PanelApp,
  template: string,
  prompt: string,
  ...flags: readonly string[]
): Promise<string> => {
  const cwd = join(app.home, '..', 'work');
  await mkdir(cwd, { recursive: true });
  const answer = (await app.json([
    'spawn',
    '--template',
    template,
    '--cwd',
    cwd,
    ...flags,
    '--',
    prompt,
  ])) as { readonly id: string };
  return answer.id;
};

/** A helper as it is now. */
export const rowOf = async (app: PanelApp, id: string): Promise<HelperRow> => {
  const row = (await statusOf(app)).helpers.find((one) => one.id === id);
  if (row === undefined) throw new Error(`there is no helper ${id}`);
  return row;
};

/** Waits until a helper is in one of `phases`, and answers its row. */
export const helperIn = (
  app: PanelApp,
  id: string,
  phases: readonly string[],
  timeoutMs = 30_000,
): Promise<HelperRow> =>
  waitFor(
    `helper ${id} to be ${phases.join(' or ')}`,
    async () => {
      const row = await rowOf(app, id);
      if (!phases.includes(row.phase)) throw new Error(JSON.stringify(row));
      return row;
    },
    timeoutMs,
  );

/** What a helper has put out so far, as `helpers --json` tells its tail. */
export const outputOf = async (app: PanelApp, id: string): Promise<string> => {
  const page = await app.page();
  return page.evaluate(async (helperId) => {
    let text = '';
    for (;;) {
      const reply = await window.bulkhead.command('helpers.output', {
        id: helperId,
        from: text.length,
      });
      if (!reply.ok) throw new Error(reply.failure.kind);
      text += reply.value.chunk.text;
      if (reply.value.chunk.text === '' || text.length >= reply.value.length) return text;
    }
  }, id);
};
