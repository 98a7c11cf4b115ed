/* eslint-disable @typescript-eslint/no-deprecated -- the asynchronous calls are younger than Electron 33 */
import { safeStorage } from 'electron';
import type { Keyring } from '../../shared/credential.ts';
import { probeKeyring } from '../credentials/vault/keyring-probe.ts';
import type { KeyringProbe } from '../credentials/vault/keyring-probe.ts';
import type { SecretBox } from '../credentials/vault/secret-box.ts';

/**
 * The box over Electron's safeStorage, which is synchronous and freezes the whole process while a
 * locked store waits for the person: it is touched only after the store has said over D-Bus that it
 * is unlocked. `basic_text` is refused, since its key is the same for everyone. The app must be
 * ready.
 */
export const createSecretBox = (where: KeyringProbe): SecretBox => ({
  probe: async (): Promise<Keyring> => {
    const keyring = await probeKeyring(where);
    if (keyring.phase !== 'unlocked') return keyring;
    if (!safeStorage.isEncryptionAvailable()) {
      return { phase: 'none', why: `Electron cannot use ${keyring.backend} on this desktop` };
    }
    const backend = safeStorage.getSelectedStorageBackend();
    return backend === 'basic_text' || backend === 'unknown'
      ? { phase: 'none', why: 'Electron found no password store for this desktop' }
      : { phase: 'unlocked', backend };
  },
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
});
