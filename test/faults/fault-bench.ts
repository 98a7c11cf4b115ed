import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

import { FolderLooks } from '../../electron/base/folder-look.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { CodexProgram } from '../../electron/codex/client.ts';
import { HelperFleet } from '../../electron/helpers/fleet.ts';
import { createStartKeptClient } from '../../electron/keeper/kept-client.ts';
import { BystanderEar, LoopWatch } from '../../electron/faults/measure.ts';
import { faults } from '../../electron/faults/table.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView } from '../../shared/state.ts';
import { ScriptedCredentials } from '../fakes/scripted-credentials.ts';
import { bundledScript, KeptClients } from '../support/kept-clients.ts';

/** What is planted with every helper that misbehaves, and may show nowhere. */
export const plantedSecret = 'sk-planted-0123456789abcdefghij';

/** Who streams all the time and does nothing wrong. */
const bystander = 'a bystander';

/** How late this process, and the latest of three that do nothing else, came back to their loops, in ms. */
export interface Lateness {
  readonly main: number;
  readonly machine: number;
}

// The same watch as ours, in a process where nothing else happens: what is late there is the machine.
const bareWatch = `
let last = performance.now(), worst = 0;
setInterval(() => { const now = performance.now(); worst = Math.max(worst, now - last - 10); last = now; }, 10);
process.stdin.on('data', () => { process.stdout.write(worst + '\\n'); worst = 0; });
process.stdin.on('end', () => process.exit(0));
`;

/** One fleet with a bystander that streams all the time, and a watch on the loop of this process. */
export class FaultBench extends KeptClients {
  #fleet: HelperFleet | null = null;
  #home = '';
  #cwd = '';
  #bare: readonly ChildProcessByStdio<Writable, Readable, null>[] = [];
  readonly #ear = new BystanderEar();
  #loop: LoopWatch | null = null;
  #bystander = '';

  async open(): Promise<void> {
    const base = await this.folder();
    this.#home = path.join(base, 'home');
    this.#cwd = path.join(base, 'work');
    await mkdir(this.#cwd);
    const keepers = await this.keepers();
    keepers.know(plantedSecret);
    const script = await bundledScript('electron/faults/entry.ts');
    const program: CodexProgram = {
      command: process.execPath,
      args: [script],
      version: '0.169.0',
      env: { BULKHEAD_FAULT_SECRET: plantedSecret },
    };
    const credentials = new ScriptedCredentials();
    for (const name of [bystander, ...faults.map((fault) => fault.name)]) {
      credentials.set(name, 'sk-key-0123456789');
    }
    let ids = 0;
    const newId = (): string => `${(ids += 1)}`;
    const start = createStartKeptClient({
      keepers,
      newId: () => `client-${newId()}`,
      looks: new FolderLooks(),
    });
    this.#fleet = await HelperFleet.open({
      home: this.#home,
      env: { PATH: process.env.PATH, HOME: base },
      personHome: base,
      looks: new FolderLooks(),
      program: () => Promise.resolve(program),
      // Each fault has a key of its own name: that is how its program learns which it is.
      startClient: (plan, credential, signal) => {
        const env = { ...program.env, BULKHEAD_FAULT: credential.id };
        return start({ ...plan, program: { ...program, env } }, credential, signal);
      },
      credentials,
      chatgptBaseUrl: () => null,
      limits: () => ({ alive: 50, starting: 4 }),
      watchdog: () => ({ firstEventMs: 4_000, progressMs: 5_000, interruptMs: 500 }),
      parkedProcessMs: () => 0,
      sampleGateway: () => ({ connId: null, bootId: null, sessionsTotal: 0, sessionsRunning: [] }),
      ambient: { clock: systemClock, log: silentLog, random: () => 0, newId },
      cores: 2,
      onHelpers: () => undefined,
      onOutput: ({ helperId, text }) => {
        if (helperId !== this.#bystander) return;
        this.#ear.hear(helperId, text, Date.now());
      },
      onNotice: () => undefined,
      onNoticeGone: () => undefined,
      sandboxFailure: () => Promise.resolve(null),
    });
    this.later(() => this.#fleet?.close());
    this.#watch();
    this.#bystander = this.spawn(bystander);
  }

  get bystander(): HelperView {
    return this.view(this.#bystander);
  }

  /** Starts a helper that misbehaves so. */
  spawn(fault: string): string {
    const provider = {
      name: 'Faulty',
      baseUrl: 'http://127.0.0.1:9/v1',
      wireApi: 'responses',
    } as const;
    const template = { ...builtInTemplate, provider, credential: fault };
    const request = {
      template,
      prompt: 'go',
      cwd: this.#cwd,
      isolated: true,
      spawnedBy: null,
      name: null,
    };
    const reply = this.#theFleet.spawn(request);
    if (!reply.ok) throw new Error('not accepted');
    return reply.value.id;
  }

  view(id: string): HelperView {
    const found = this.#theFleet.views().find((one) => one.id === id);
    if (found === undefined) throw new Error(`there is no helper ${id}`);
    return found;
  }

  output(id: string): string {
    const reply = this.#theFleet.output(id, 0);
    return reply.ok ? reply.value.chunk.text : '';
  }

  async remove(id: string): Promise<void> {
    await this.#theFleet.remove(id);
  }

  /** Compartments that are on the disk. */
  async compartments(): Promise<number> {
    return (await readdir(path.join(this.#home, 'compartments'))).length;
  }

  /** How late each piece of the bystander's text came since the last question, in ms. */
  takePieces(): readonly number[] {
    return this.#ear.take().pieces;
  }

  /** The worst lateness since the last question. */
  async takeLateness(): Promise<Lateness> {
    const main = this.#loop?.take().stoodMs ?? 0;
    const machine = await Promise.all(
      this.#bare.map(
        ({ stdin, stdout }) =>
          new Promise<number>((resolve) => {
            stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
            stdin.write('?');
          }),
      ),
    );
    return { main, machine: Math.max(...machine) };
  }

  get #theFleet(): HelperFleet {
    if (this.#fleet === null) throw new Error('the bench is not open');
    return this.#fleet;
  }

  #watch(): void {
    const bare = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['-e', bareWatch], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    this.#bare = bare;
    const loop = new LoopWatch();
    this.#loop = loop;
    this.later(() => {
      loop.close();
      for (const { stdin } of bare) stdin.end();
    });
  }
}
