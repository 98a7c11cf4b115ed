import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { probeKeyring } from '../../../electron/credentials/keyring-probe.ts';
import { startPrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

const daemon = 'gnome-keyring-daemon';

/** A gnome-keyring of a test's own, unlocked, on a bus of its own. */
export interface PrivateKeyring {
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string; readonly XDG_RUNTIME_DIR: string };
  readonly busAddress: string;
  /** Where it keeps what it was given, encrypted. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts it in a folder of its own. The test tier sees to it that the program is there. */
export const startPrivateKeyring = async (): Promise<PrivateKeyring> => {
  const home = await mkdtemp(join(tmpdir(), 'keyring-'));
  const bus = await startPrivateBus();
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, XDG_RUNTIME_DIR: home };
  const child = spawn(daemon, ['--foreground', '--unlock', '--components=secrets'], {
    env: { ...env, PATH: process.env.PATH ?? '', HOME: home, XDG_DATA_HOME: home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  child.stdin.end('password of a test');
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await bus.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await waitFor('an unlocked keyring', async () => {
      const { phase } = await probeKeyring({ busAddress: bus.address });
      return phase === 'unlocked';
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { env, busAddress: bus.address, folder: home, close };
};
