import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Message, sessionBus, Variant } from '@particle/dbus-next';

import { probeKeyring } from '../../../electron/credentials/vault/keyring-probe.ts';
import type { Keyring } from '../../../shared/credential.ts';
import { startPrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

const daemon = 'gnome-keyring-daemon';
const password = 'password of a test';
const service = 'org.freedesktop.Secret.Service';
/** The daemon's own way in for the log-in screen: no prompt is shown. */
const unlocking = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface';
const collection = '/org/freedesktop/secrets/aliases/default';

type Ask = (
  iface: string,
  member: string,
  signature: string,
  body: unknown[],
) => Promise<readonly unknown[]>;

/** Calls the password store on one connection: a session of it ends with that. */
const withService = async (busAddress: string, act: (ask: Ask) => Promise<unknown>) => {
  const client = sessionBus({ busAddress });
  try {
    await act(async (iface, member, signature, body) => {
      const call = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' };
      const message = new Message({ ...call, interface: iface, member, signature, body });
      const answer: readonly unknown[] = (await client.call(message))?.body ?? [];
      return answer;
    });
  } finally {
    client.disconnect();
  }
};

/** A gnome-keyring of a test's own, unlocked, on a bus of its own. */
export interface PrivateKeyring {
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string; readonly XDG_RUNTIME_DIR: string };
  readonly busAddress: string;
  /** Where it keeps what it was given, encrypted. */
  readonly folder: string;
  /** Locks it, as a desktop does until somebody gives the password. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
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
  child.stdin.end(password);
  const becomes = (wanted: Keyring['phase']): Promise<unknown> =>
    waitFor(`a keyring that is ${wanted}`, async () => {
      const { phase } = await probeKeyring({ busAddress: bus.address });
      return phase === wanted;
    });
  const lock = async (): Promise<void> => {
    await withService(bus.address, (ask) => ask(service, 'Lock', 'ao', [[collection]]));
    await becomes('locked');
  };
  const unlock = async (): Promise<void> => {
    await withService(bus.address, async (ask) => {
      const open = ['plain', new Variant('s', '')];
      const [, session] = await ask(service, 'OpenSession', 'sv', open);
      const secret = [session, Buffer.alloc(0), Buffer.from(password), 'text/plain'];
      await ask(unlocking, 'UnlockWithMasterPassword', 'o(oayays)', [collection, secret]);
    });
    await becomes('unlocked');
  };
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await bus.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await becomes('unlocked');
  } catch (error) {
    await close();
    throw error;
  }
  return { env, busAddress: bus.address, folder: home, lock, unlock, close };
};
