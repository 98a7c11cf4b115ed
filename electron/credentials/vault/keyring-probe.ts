import { Message, MessageFlag, sessionBus, type MessageBus } from '@particle/dbus-next';
import type { Keyring } from '../../../shared/credential.ts';

/** One method call on a session bus; answers the body of the reply. */
type Ask = (
  destination: string,
  path: string,
  iface: string,
  member: string,
  signature: string,
  body: readonly unknown[],
) => Promise<readonly unknown[]>;

const askOn =
  (bus: MessageBus): Ask =>
  async (destination, path, iface, member, signature, body) => {
    const call = new Message({
      destination,
      path,
      interface: iface,
      member,
      signature,
      body: [...body],
      // Starting a password store would show its unlock prompt: only one that runs is asked.
      flags: MessageFlag.NO_AUTO_START,
    });
    const reply = await bus.call(call);
    const answer: readonly unknown[] = reply?.body ?? [];
    return answer;
  };

const isRunning = async (ask: Ask, name: string): Promise<boolean> => {
  const bus = 'org.freedesktop.DBus';
  const [owned] = await ask(bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', [name]);
  return owned === true;
};

const secrets = 'org.freedesktop.secrets';
const secretService = 'Secret Service';

/** Secret Service API 0.2: the collection behind the alias `default`, and its `Locked`. */
const askSecretService = async (ask: Ask): Promise<Keyring | null> => {
  if (!(await isRunning(ask, secrets))) return null;
  const service = 'org.freedesktop.Secret.Service';
  const [path] = await ask(secrets, '/org/freedesktop/secrets', service, 'ReadAlias', 's', [
    'default',
  ]);
  if (typeof path !== 'string' || path === '/') {
    return { phase: 'none', why: 'the password store has no default collection' };
  }
  const [locked] = await ask(secrets, path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
    'org.freedesktop.Secret.Collection',
    'Locked',
  ]);
  // A property comes as a variant; anything but a clear "not locked" counts as locked.
  const value = typeof locked === 'object' && locked !== null && 'value' in locked && locked.value;
  return value === false && locked !== false
    ? { phase: 'unlocked', backend: secretService }
    : { phase: 'locked' };
};

/** KWallet: whether the wallet for network passwords is open. */
const askKWallet = async (ask: Ask): Promise<Keyring | null> => {
  for (const daemon of ['kwalletd6', 'kwalletd5']) {
    const name = `org.kde.${daemon}`;
    if (!(await isRunning(ask, name))) continue;
    const path = `/modules/${daemon}`;
    const iface = 'org.kde.KWallet';
    const [wallet] = await ask(name, path, iface, 'networkWallet', '', []);
    if (typeof wallet !== 'string' || wallet === '') {
      return { phase: 'none', why: 'KWallet has no wallet' };
    }
    const [open] = await ask(name, path, iface, 'isOpen', 's', [wallet]);
    return open === true ? { phase: 'unlocked', backend: 'KWallet' } : { phase: 'locked' };
  }
  return null;
};

export interface KeyringProbe {
  /** Address of the session bus (`unix:path=...`); empty or absent when there is none. */
  readonly busAddress: string | undefined;
  /** XDG_CURRENT_DESKTOP: on KDE the store that Electron would use is KWallet. */
  readonly desktop?: string | undefined;
  readonly timeoutMs?: number;
}

const none = (why: string): Keyring => ({ phase: 'none', why });

const askStores = async (bus: MessageBus, desktop: string): Promise<Keyring> => {
  const ask = askOn(bus);
  const stores = /kde/i.test(desktop)
    ? [askKWallet, askSecretService]
    : [askSecretService, askKWallet];
  for (const store of stores) {
    const found = await store(ask);
    if (found !== null) return found;
  }
  return none('no password store is running');
};

/**
 * Asks over D-Bus whether the desktop's password store is unlocked, because calling it directly
 * would block until someone answers its prompt. Never starts one, never prompts, never rejects;
 * settles within `timeoutMs` (2 s).
 */
export const probeKeyring = async ({
  busAddress,
  desktop = '',
  timeoutMs = 2_000,
}: KeyringProbe): Promise<Keyring> => {
  if (busAddress?.startsWith('unix:') !== true) return none('there is no session bus');
  let bus: MessageBus;
  try {
    bus = sessionBus({ busAddress });
  } catch {
    return none('the session bus cannot be used');
  }
  return new Promise((resolve) => {
    const settle = (keyring: Keyring): void => {
      clearTimeout(timer);
      resolve(keyring);
      bus.disconnect();
    };
    const timer = setTimeout(() => {
      settle(none('the password store did not answer in time'));
    }, timeoutMs);
    // Stays after the answer: what the library reports late must not become an uncaught error.
    bus.on('error', () => {
      settle(none('the session bus cannot be reached'));
    });
    askStores(bus, desktop).then(settle, () => {
      settle(none('the password store gave no usable answer'));
    });
  });
};

/**
 * Whether codex can keep a sign-in in the password store without anyone being asked: it knows the
 * Secret Service alone, on KDE as well. Never rejects.
 */
export const secretServiceReady = async (busAddress: string | undefined): Promise<boolean> => {
  const keyring = await probeKeyring({ busAddress });
  return keyring.phase === 'unlocked' && keyring.backend === secretService;
};
