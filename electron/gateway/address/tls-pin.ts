import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * SHA-256 fingerprint of the first certificate in a PEM file, in hex without colons; null when
 * there is none, and then the system's authorities decide.
 */
export const certificatePin = async (path: string): Promise<string | null> => {
  try {
    const { fingerprint256 } = new X509Certificate(await readFile(path));
    return fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return null;
  }
};
