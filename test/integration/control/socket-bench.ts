import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { ControlClient } from '../../../electron/control/client.ts';
import { ControlServer, type ControlServerDeps } from '../../../electron/control/server.ts';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { scriptedPanel, type ScriptedPanel } from '../../support/scripted-panel.ts';
import { TestBench } from '../../support/test-bench.ts';

/** A client that writes what it likes. */
export interface RawClient {
  readonly socket: Socket;
  /** The lines that came back, parsed. */
  readonly lines: () => unknown[];
}

/** A control socket in a folder of its own before a scripted panel, and clients of it. */
export class SocketBench extends TestBench {
  readonly panel: ScriptedPanel = scriptedPanel();
  /** Where the socket's folder is made. */
  place = '';

  static async open(): Promise<SocketBench> {
    const bench = new SocketBench();
    bench.place = await bench.folder();
    return bench;
  }

  get path(): string {
    return join(this.place, 'run', 'control.sock');
  }

  async serve(
    more: Partial<Pick<ControlServerDeps, 'uid' | 'path' | 'confirm' | 'clock' | 'log'>> = {},
  ): Promise<ControlServer> {
    const server = new ControlServer({
      panel: this.panel,
      path: this.path,
      clock: systemClock,
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
}
