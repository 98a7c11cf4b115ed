import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretBox } from '../../electron/credentials/vault/secret-box.ts';
import type { Keyring } from '../../shared/credential.ts';

/** A password store for tests: really encrypts, with a key that lives as long as the object. */
export class ScriptedSecretBox implements SecretBox {
  keyring: Keyring = { phase: 'unlocked', backend: 'scripted' };
  /** How often it was asked whether it is unlocked. */
  probes = 0;
  readonly #key = randomBytes(32);

  probe(): Promise<Keyring> {
    this.probes += 1;
    return Promise.resolve(this.keyring);
  }

  encrypt(text: string): Uint8Array {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  decrypt(bytes: Uint8Array): string {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }
}
