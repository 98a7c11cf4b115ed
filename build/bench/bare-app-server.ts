import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { deferred } from '../../electron/base/promises.ts';
import { configToml } from '../../electron/codex/config.ts';
import type { Provider } from '../../shared/settings.ts';

/** A turn of an app-server that nobody else has a part in. */
export interface BareStart {
  /** The handshake is over: the next one may start. */
  readonly ready: Promise<void>;
  /** From before its process to its first piece of text, or to the end of a turn without, in ms. */
  readonly firstDelta: Promise<number>;
  /** Settles when its process is gone. */
  close(): Promise<void>;
}

/** Where its prompt goes, with which key, and below which folder its home is made. */
export interface BareProvider {
  readonly provider: Provider;
  readonly key: string;
  readonly folder: string;
  /** What its thread is opened with beside a model and a folder; nothing when left out. */
  readonly thread?: Readonly<Record<string, unknown>>;
}

/** The floor: what codex itself needs for a prompt, in a home of its own, and not one step more. */
export const startBare = async (
  codex: string,
  { provider, key, folder, thread: more }: BareProvider,
): Promise<BareStart> => {
  const from = performance.now();
  const home = await mkdtemp(join(folder, 'bare-'));
  await writeFile(join(home, 'config.toml'), configToml(provider, null, []));
  const env = { PATH: process.env.PATH, HOME: home, CODEX_HOME: home };
  const child = spawn(codex, ['app-server'], { cwd: home, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = once(child, 'exit').then(() => rm(home, { recursive: true, force: true }));
  const answers = new Map<
    number,
    (result: { readonly thread?: { readonly id: string } }) => void
  >();
  const delta = deferred<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    // codex writes nothing but messages there.
    const said = JSON.parse(line) as { id?: number; method?: string; result: object };
    const isEnd = said.method === 'turn/completed';
    if (isEnd || said.method === 'item/agentMessage/delta') delta.resolve(performance.now() - from);
    else if (said.id !== undefined) answers.get(said.id)?.(said.result);
  });
  const tell = (message: object): unknown => child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (method: string, params: object): Promise<{ readonly thread?: { id: string } }> =>
    new Promise((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      tell({ id, method, params });
    });
  const clientInfo = { name: 'bare', title: 'Bare', version: '0' };
  const ready = ask('initialize', { clientInfo, capabilities: { experimentalApi: true } });
  const turn = async (): Promise<number> => {
    await ready;
    tell({ method: 'initialized' });
    await ask('account/login/start', { type: 'apiKey', apiKey: key });
    const { thread } = await ask('thread/start', { model: 'gpt-5.5', cwd: folder, ...more });
    const input = [{ type: 'text', text: 'bare', text_elements: [] }];
    await ask('turn/start', { threadId: thread?.id, input });
    return delta.promise;
  };
  const close = async (): Promise<void> => {
    child.stdin.end();
    await gone;
  };
  return { ready: ready.then(() => undefined), firstDelta: turn(), close };
};
