import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlClient } from '../../../electron/control/client.ts';
import { ControlServer, type ControlServerDeps } from '../../../electron/control/server.ts';
import { silentLog } from '../../../electron/log.ts';
import { scriptedPanel, type ScriptedPanel } from '../../support/scripted-panel.ts';

/** A client that writes what it likes. */
export interface RawClient {
  readonly socket: Socket;
  /** The lines that came back, parsed. */
  readonly lines: () => unknown[];
}

/** A control socket in a folder of its own before a scripted panel, and clients of it. */
export class SocketBench {
  readonly folder: string;
  readonly path: string;
  readonly panel: ScriptedPanel = scriptedPanel();
  readonly #closers: (() => Promise<void> | void)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'run', 'control.sock');
  }

  static async open(): Promise<SocketBench> {
    return new SocketBench(await mkdtemp(join(tmpdir(), 'bulkhead-control-')));
  }

  later(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  async serve(
    more: Partial<Pick<ControlServerDeps, 'uid' | 'path' | 'confirm'>> = {},
  ): Promise<ControlServer> {
    const server = new ControlServer({
      panel: this.panel,
      path: this.path,
      log: silentLog,
      confirm: () => Promise.resolve(false),
      ...more,
    });
    this.later(() => server.close());
    await server.open();
    return server;
  }

  async connect(): Promise<ControlClient> {
    const client = await ControlClient.connect(this.path);
    this.later(() => client.close());
    return client;
  }

  async rawClient(): Promise<RawClient> {
    const socket = createConnection(this.path);
    this.later(() => {
      socket.destroy();
    });
    socket.on('error', () => undefined);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve);
    });
    const lines = (): unknown[] =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown);
    return { socket, lines };
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
