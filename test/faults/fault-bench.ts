import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ControlClient } from '../../electron/control/client.ts';
import { runCli } from '../../electron/control/run-cli.ts';
import type { Fault } from '../../electron/faults/fault.ts';
import { faults } from '../../electron/faults/table.ts';
import type { CommandInput, CommandName, CommandResult } from '../../shared/contract.ts';
import { isEnded, type HelperView, type PanelState } from '../../shared/state.ts';
import { GatewayBench } from '../support/gateway-bench.ts';
import { bundledScript } from '../support/kept-clients.ts';
import { lookAtProcesses, type Processes } from './look-at-processes.ts';
import { PanelApart, type Measured } from './panel-apart.ts';

/** What is planted with every helper, and may show nowhere. */
export const plantedSecret = 'sk-planted-0123456789abcdefghij';

/** Who streams all the time and does nothing wrong. */
const bystander = 'a bystander';

/** Helpers that stream while others misbehave: with those, twenty. */
export const bystanders = 15;

const ways = [{ name: bystander }, ...faults];

const lookEveryMs = 50;

/** A keeper that freezes is known after eleven seconds at the most: a helper is to be silent for longer. */
const watchdogs = {
  usual: { firstEventMs: 5_000, progressMs: 7_000, interruptMs: 500 },
  keepers: { firstEventMs: 13_000, progressMs: 13_000, interruptMs: 500 },
};

/** All of one try but what the helpers themselves say. */
export interface Tried {
  readonly measured: Measured;
  readonly views: readonly HelperView[];
  /** What each of them put out. */
  readonly outputs: readonly string[];
  readonly state: PanelState;
}

/** A panel in a process of its own, on a gateway and with twenty helpers, fifteen of which do nothing wrong. */
export class FaultBench extends GatewayBench {
  #panel: PanelApart | null = null;
  #client: ControlClient | null = null;
  #folder = '';
  #socket = '';
  #bystanders: readonly string[] = [];
  #attempts = () => 0;

  async open(): Promise<void> {
    // Not in TMPDIR: a socket path may have 107 bytes.
    this.#folder = await mkdtemp('/tmp/bulkhead-faults-');
    this.later(() => rm(this.#folder, { recursive: true, force: true, maxRetries: 10 }));
    await mkdir(join(this.#folder, 'run'), { mode: 0o700 });
    this.#socket = join(this.#folder, 'run', 'panel.sock');
    const gateway = await this.gateway();
    this.#attempts = () => gateway.attempts.length;
    const panel = await PanelApart.open({
      folder: this.#folder,
      socket: this.#socket,
      gateway: { url: gateway.url, token: gateway.token },
      program: {
        command: process.execPath,
        args: [await bundledScript('test/stand-ins/fault-program.ts')],
        version: '0.169.0',
        env: { BULKHEAD_FAULT_SECRET: plantedSecret, BULKHEAD_FAULT_PROMPTS: this.#promptsFile },
      },
      keeperScript: await bundledScript('test/stand-ins/faulty-keeper.ts'),
      secret: plantedSecret,
      bystander,
      ways,
    });
    this.#panel = panel;
    this.later(() => panel.close());
    this.#client = await ControlClient.connect(this.#socket);
    this.later(() => this.#client?.close());
    await this.#until('the gateway', ({ gateway: { state } }) => state.phase === 'connected');
    this.#bystanders = await this.spawn(Array.from({ length: bystanders }, () => bystander));
    await this.#until('the bystanders', (state) =>
      state.helpers.every(({ outputLength }) => outputLength > 0),
    );
  }

  /** Starts a helper for each of these ways; answers their ids. */
  async spawn(names: readonly string[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const way of names) {
      const templateId = `way-${ways.findIndex(({ name }) => name === way)}`;
      ids.push((await this.#ask('helpers.spawn', { templateId, prompt: way })).id);
    }
    return ids;
  }

  /** Tries these at once, until each has ended or is parked; what remains of them is taken away. */
  async try(group: readonly Fault[]): Promise<Tried> {
    const isKeepers = group.some(({ keeper }) => keeper !== undefined);
    await this.#ask('settings.set', {
      key: 'watchdog',
      value: watchdogs[isKeepers ? 'keepers' : 'usual'],
    });
    await this.#thePanel.take();
    const ids = await this.spawn(group.map(({ name }) => name));
    const state = await this.#until('their ends', ({ helpers }) =>
      ids.every((id) => isOver(helpers.find((one) => one.id === id))),
    );
    const outputs: string[] = [];
    for (const id of ids) {
      outputs.push((await this.#ask('helpers.output', { id, from: 0 })).chunk.text);
    }
    const measured = await this.#thePanel.take();
    const views = ids.flatMap((id) => state.helpers.filter((one) => one.id === id));
    return { measured, views, outputs, state };
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#ask('helpers.remove', { id });
  }

  /** What main holds after a collection, in MB. */
  async heldMb(): Promise<number> {
    return (await this.#thePanel.memory()).held / 1e6;
  }

  async rssMb(): Promise<number> {
    return (await this.#thePanel.memory()).rss / 1e6;
  }

  state(): Promise<PanelState> {
    return this.#ask('state.get', {});
  }

  /** How often somebody connected to the gateway. */
  get attempts(): number {
    return this.#attempts();
  }

  get bystanderIds(): readonly string[] {
    return this.#bystanders;
  }

  /** Prompts that a program was given, by the way it behaves. */
  async promptsOf(way: string): Promise<number> {
    const text = await readFile(this.#promptsFile, 'utf8');
    return text.split('\n').filter((line) => line === way).length;
  }

  /** What is on the disk beside what belongs to the bystanders: compartments, by name. */
  async compartments(): Promise<number> {
    return (await readdir(join(this.#home, 'compartments'))).length;
  }

  /** Processes of helpers, and those of the panel that ended and that nobody waited for. */
  processes(): Promise<Processes> {
    return lookAtProcesses(join(this.#home, 'compartments'), this.#thePanel.pid);
  }

  /** Files of the app with that text in them. */
  async filesWith(text: string): Promise<readonly string[]> {
    const files = await readdir(this.#home, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const file of files) {
      if (!file.isFile() || file.parentPath.includes('/compartments')) continue;
      const path = join(file.parentPath, file.name);
      // It may be replaced just now.
      if ((await readFile(path, 'latin1').catch(() => '')).includes(text)) found.push(path);
    }
    return found;
  }

  /** What the command line prints. */
  async cli(args: readonly string[]): Promise<string> {
    let printed = '';
    await runCli(args, {
      env: { BULKHEAD_HOME: this.#home, BULKHEAD_SOCKET: this.#socket, HOME: this.#folder },
      now: () => Date.now(),
      licencesFile: '/nowhere/licences.json',
      io: {
        out: (text) => {
          printed += text;
          return Promise.resolve();
        },
        err: (text) => {
          printed += text;
        },
        stdin: () => Promise.resolve(''),
        confirm: () => Promise.resolve(true),
        onInterrupt: () => () => undefined,
      },
    });
    return printed;
  }

  get #home(): string {
    return join(this.#folder, 'home');
  }

  get #promptsFile(): string {
    return join(this.#folder, 'prompts');
  }

  get #thePanel(): PanelApart {
    if (this.#panel === null) throw new Error('the bench is not open');
    return this.#panel;
  }

  async #ask<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandResult<N>> {
    if (this.#client === null) throw new Error('the bench is not open');
    const reply = await this.#client.request(name, input);
    if (!reply.ok) throw new Error(`${name}: ${reply.failure.kind} ${reply.failure.detail}`);
    // What comes back is the result of that name.
    return reply.value as CommandResult<N>;
  }

  async #until(what: string, isSo: (state: PanelState) => boolean): Promise<PanelState> {
    const until = Date.now() + 60_000;
    for (;;) {
      const state = await this.state();
      if (isSo(state)) return state;
      if (Date.now() > until) {
        const phases = state.helpers.map((one) => `${one.name}: ${one.state.phase}`);
        throw new Error(`${what} did not come: ${phases.join(', ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}

const isOver = (view: HelperView | undefined): boolean =>
  view !== undefined && (isEnded(view.state) || view.state.phase === 'waiting-for-sign-in');
