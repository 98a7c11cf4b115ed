import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { StatusNotifierWatcher } from '../../fakes/status-notifier-watcher.ts';
import { buildStage } from './build-stage.ts';
import { openStage, type Stage } from './open-stage.ts';

/** A stage that was built once and a session bus, for the tests of a file. */
export class StageBench {
  /** Where the stage was built. */
  readonly folder: string;
  readonly busAddress: string;
  readonly #stopBus: () => Promise<unknown>;
  #tray: StatusNotifierWatcher | null = null;
  #stages: Stage[] = [];

  private constructor(folder: string, bus: Awaited<ReturnType<typeof startSessionBus>>) {
    this.folder = folder;
    this.busAddress = bus.env.DBUS_SESSION_BUS_ADDRESS;
    this.#stopBus = () => bus.stop();
  }

  static async start(): Promise<StageBench> {
    const folder = await mkdtemp(join(tmpdir(), 'shell-'));
    await buildStage(folder);
    return new StageBench(folder, await startSessionBus(folder));
  }

  async open(
    options: { readonly closeMs?: number; readonly holdsClose?: boolean } = {},
  ): Promise<Stage> {
    const stage = await openStage(this.folder, { busAddress: this.busAddress, ...options });
    this.#stages.push(stage);
    return stage;
  }

  /** From now on the desktop shows a tray. */
  async startTray(): Promise<StatusNotifierWatcher> {
    this.#tray = await StatusNotifierWatcher.start(this.busAddress);
    return this.#tray;
  }

  /** After each test: its tray and its stages are gone. */
  async clear(): Promise<void> {
    this.#tray?.stop();
    this.#tray = null;
    for (const { child, home, exited } of this.#stages.splice(0)) {
      child.kill('SIGKILL');
      await exited;
      // What Chromium's other processes still write is gone a moment later.
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  }

  /** After the last test. */
  async close(): Promise<void> {
    await this.#stopBus();
    await rm(this.folder, { recursive: true });
  }
}
