import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A session bus of a test's own; nothing on the machine's bus is seen or touched. */
export interface PrivateBus {
  readonly address: string;
  close(): Promise<void>;
}

/** Starts a dbus-daemon on a socket in a private folder, with no service that could be activated. */
export const startPrivateBus = async (): Promise<PrivateBus> => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-bus-'));
  const config = join(folder, 'bus.conf');
  await writeFile(
    config,
    `<busconfig><type>session</type><listen>unix:path=${folder}/bus</listen>
    <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
    <allow own="*"/></policy></busconfig>`,
  );
  const daemon = spawn(
    'dbus-daemon',
    [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const exited = new Promise<void>((resolve) => {
    daemon.once('exit', () => {
      resolve();
    });
  });
  const address = await new Promise<string>((resolve, reject) => {
    daemon.once('error', reject);
    void exited.then(() => {
      reject(new Error('dbus-daemon ended before it was ready'));
    });
    createInterface({ input: daemon.stdout }).once('line', resolve);
  });
  return {
    address,
    close: async () => {
      daemon.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
