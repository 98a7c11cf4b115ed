import type { Keyring } from '../../../shared/credential.ts';
import { withoutEnd } from '../../../shared/format.ts';

/** Encrypts with a key that the desktop's password store keeps. */
export interface SecretBox {
  /** Asks the password store, within a bounded time and without any prompt. Never rejects. */
  probe(): Promise<Keyring>;
  /** Called only after `probe` said unlocked; may throw. */
  encrypt(text: string): Uint8Array;
  decrypt(bytes: Uint8Array): string;
}

const sample = 'bulkhead round trip \u{1f6a2} 0123456789';

/** What an encrypted text must never be: the text itself, in whatever wrapping. */
export const isReallyEncrypted = (bytes: Uint8Array, text: string): boolean => {
  const shown = Buffer.from(bytes).toString('latin1');
  const plain = Buffer.from(text, 'utf8');
  return (
    bytes.byteLength > 0 &&
    !shown.includes(plain.toString('latin1')) &&
    !shown.includes(withoutEnd(plain.toString('base64'), '=')) &&
    !shown.includes(plain.toString('hex'))
  );
};

/**
 * Whether secrets may be given to the box: it must say unlocked, encrypt for real and give back
 * what it took. Anything less is `none` with the reason.
 */
export const provenKeyring = async (box: SecretBox): Promise<Keyring> => {
  try {
    const keyring = await box.probe();
    if (keyring.phase !== 'unlocked') return keyring;
    const bytes = box.encrypt(sample);
    if (!isReallyEncrypted(bytes, sample)) {
      return { phase: 'none', why: 'the password store does not encrypt' };
    }
    return box.decrypt(bytes) === sample
      ? keyring
      : { phase: 'none', why: 'the password store does not give back what it took' };
  } catch {
    return { phase: 'none', why: 'the password store failed its first use' };
  }
};
