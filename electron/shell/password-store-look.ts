import { chooseStore, type PasswordStore } from './password-store.ts';
import { openSessionBus, type SessionBus } from './session-bus.ts';

/** A start waits for it, and a bus that is well answers within a few. */
const ANSWER_WITHIN_MS = 500;

const listed = async (bus: SessionBus, member: string): Promise<readonly string[]> => {
  const name = 'org.freedesktop.DBus';
  const call = { destination: name, path: '/org/freedesktop/DBus', interface: name, member };
  const [names] = await bus.call(call);
  return Array.isArray(names) ? names.filter((one) => typeof one === 'string') : [];
};

/**
 * The password store of this session bus for Chromium on `desktop` (XDG_CURRENT_DESKTOP), or null: of a bus that is not there, cannot be used or does not
 * answer within `timeoutMs`. Only names are asked for, so that no store is started, and none prompts.
 * Never rejects.
 */
export const storeOnBus = async (
  busAddress: string | undefined,
  desktop: string | undefined,
  timeoutMs = ANSWER_WITHIN_MS,
): Promise<PasswordStore | null> => {
  if (busAddress?.startsWith('unix:') !== true) return null;
  let bus: SessionBus | null = null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    bus = openSessionBus(busAddress);
    if (bus === null) return null;
    const names = Promise.all([listed(bus, 'ListNames'), listed(bus, 'ListActivatableNames')]);
    const choice = names.then(([owned, activatable]) =>
      chooseStore({ owned, activatable }, desktop),
    );
    // A bus that hangs up after we gave up must not become an error that nobody caught.
    return await Promise.race([choice.catch(() => null), late]);
  } catch {
    // An address that the library cannot read: then there is no store to be had of it.
    return null;
  } finally {
    clearTimeout(timer);
    bus?.disconnect();
  }
};
