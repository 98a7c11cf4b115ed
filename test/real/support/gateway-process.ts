import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { RealPrograms } from '../../../build/real-programs/install-real-programs.mjs';
import { waitFor } from '../../support/wait-for.ts';
import { freePort } from './free-port.ts';

const READY_MS = 120_000;
const STOP_MS = 20_000;

/** A model provider as the gateway's configuration names it; it speaks the completions API. */
export interface GatewayProvider {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** The real gateway (openclaw 2026.9.6) on a loopback port, with a state folder of its own. */
export interface RealGateway {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly stateDir: string;
  readonly configPath: string;
  /** Of the gateway process that runs now; another one after `restart`. */
  readonly pid: number;
  /** Whether `GET /readyz` says ready. */
  isReady(): Promise<boolean>;
  /** SIGTERM, and SIGKILL after 20 s; settles when it is gone. Twice is safe. */
  stop(): Promise<void>;
  /** SIGKILL; settles when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it answers nothing, and its sockets stay open. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** Starts it again on the same port and state, and settles when it is ready. */
  restart(): Promise<void>;
  /** The tail of what it printed, for a failure's message. */
  output(): string;
}

/** What a test may choose. */
export interface RealGatewayOptions {
  /** By name; each offers the model `mock-1`. The first one's is the default model. */
  readonly providers: Readonly<Record<string, GatewayProvider>>;
  /** Whose word it takes for where a client really is. */
  readonly trustedProxies?: readonly string[];
  /** What it lets in by, a token when it is not said; its `token` is the one or the other. */
  readonly authMode?: 'token' | 'password';
}

const mockModel = {
  id: 'mock-1',
  name: 'Mock 1',
  reasoning: false,
  input: ['text'],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 128_000,
  maxTokens: 4096,
};

const configuration = (
  port: number,
  token: string,
  { providers, trustedProxies = [], authMode = 'token' }: RealGatewayOptions,
): unknown => ({
  gateway: {
    mode: 'local',
    bind: 'loopback',
    port,
    auth: { mode: authMode, [authMode]: token },
    ...(trustedProxies.length === 0 ? {} : { trustedProxies }),
  },
  agents: {
    defaults: {
      model: { primary: `${Object.keys(providers)[0] ?? 'none'}/mock-1` },
      skipBootstrap: true,
    },
  },
  models: {
    mode: 'replace',
    providers: Object.fromEntries(
      Object.entries(providers).map(([name, { baseUrl, apiKey }]) => [
        name,
        { baseUrl, apiKey, api: 'openai-completions', models: [mockModel] },
      ]),
    ),
  },
});

/** Starts the real gateway and waits until it is ready (12 to 40 s on two cores). */
export const startGateway = async (
  programs: Pick<RealPrograms, 'node26' | 'openclawEntry'>,
  options: RealGatewayOptions,
): Promise<RealGateway> => {
  const home = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'gateway-'));
  const stateDir = join(home, 'state');
  const configPath = join(stateDir, 'openclaw.json');
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  await mkdir(stateDir, { mode: 0o700 });
  await mkdir(join(home, 'tmp'), { mode: 0o700 });
  await writeFile(configPath, JSON.stringify(configuration(port, token, options)), {
    mode: 0o600,
  });

  let output = '';
  const launch = (): ChildProcess => {
    const child = spawn(programs.node26, [programs.openclawEntry, 'gateway'], {
      cwd: home,
      // a group of its own: its broker and worker processes end with it
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: [dirname(programs.node26), process.env.PATH ?? ''].join(':'),
        HOME: home,
        TMPDIR: join(home, 'tmp'),
        LANG: 'C.UTF-8',
        OPENCLAW_HOME: home,
        OPENCLAW_STATE_DIR: stateDir,
        OPENCLAW_CONFIG_PATH: configPath,
        OPENCLAW_DISABLE_BONJOUR: '1',
        OPENCLAW_NO_RESPAWN: '1',
        OPENCLAW_EXEC_SHELL_SNAPSHOT: '0',
        OPENCLAW_SKIP_CHANNELS: '1',
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('error', () => undefined);
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-16_000);
      });
    }
    return child;
  };

  const isReady = async (): Promise<boolean> => {
    try {
      const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`, {
        signal: AbortSignal.timeout(2000),
      });
      const body: unknown = await answer.json();
      return typeof body === 'object' && body !== null && 'ready' in body && body.ready === true;
    } catch {
      return false;
    }
  };

  let child = launch();
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const signalGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // the group is already gone
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!hasEnded()) {
      const gone = once(child, 'exit');
      signalGroup('SIGCONT');
      child.kill(signal);
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
      }, STOP_MS);
      await gone;
      clearTimeout(timer);
    }
    signalGroup('SIGKILL');
  };
  const untilReady = async (): Promise<void> => {
    try {
      await waitFor('the real gateway', async () => hasEnded() || (await isReady()), READY_MS);
    } catch {
      await end('SIGKILL');
    }
    if (hasEnded()) throw new Error(`the real gateway did not become ready:\n${output}`);
  };
  await untilReady();

  return {
    url: `ws://127.0.0.1:${String(port)}`,
    port,
    token,
    stateDir,
    configPath,
    get pid() {
      if (child.pid === undefined) throw new Error('the gateway did not start');
      return child.pid;
    },
    isReady,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => {
      signalGroup('SIGSTOP');
    },
    thaw: () => {
      signalGroup('SIGCONT');
    },
    restart: async () => {
      await end('SIGTERM');
      child = launch();
      await untilReady();
    },
    output: () => output,
  };
};
