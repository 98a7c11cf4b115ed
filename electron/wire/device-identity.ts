import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';

/** An Ed25519 key pair that a gateway knows this panel by. */
export interface DeviceIdentity {
  /** SHA-256 of the raw public key, hex. */
  readonly deviceId: string;
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** The 32 raw bytes of an Ed25519 public key, base64url, as `connect` carries them. */
export const rawPublicKey = (publicKeyPem: string): string => {
  const der = createPublicKey(publicKeyPem).export({ format: 'der', type: 'spki' });
  return der.subarray(-32).toString('base64url');
};

/** Signs a connect payload with Ed25519, base64url. */
export const signWith = (privateKeyPem: string, payload: string): string =>
  sign(null, Buffer.from(payload, 'utf8'), privateKeyPem).toString('base64url');

/** The identity of a private key (PKCS#8 PEM); throws when that is no Ed25519 key. */
export const identityOf = (privateKeyPem: string): DeviceIdentity => {
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const publicKeyPem = createPublicKey(privateKey)
    .export({ format: 'pem', type: 'spki' })
    .toString();
  const raw = Buffer.from(rawPublicKey(publicKeyPem), 'base64url');
  return {
    deviceId: createHash('sha256').update(raw).digest('hex'),
    publicKeyPem,
    privateKeyPem,
  };
};

/** A new identity that is written nowhere. */
export const newIdentity = (): DeviceIdentity => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return identityOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
};
