import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A public key, and a seed, which is what RFC 8032 calls the private key. */
export const ED25519_KEY_BYTES = 32;

export const ED25519_SIGNATURE_BYTES = 64;

/** What stands before the 32 bytes of a public key in SPKI, and before those of a seed in PKCS #8 (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key pair of a seed. RangeError unless it has 32 bytes. The caller may fill its seed with zeros afterwards. */
export function ed25519FromSeed(seed: Uint8Array): { privateKey: KeyObject; publicKey: Buffer } {
  requireKey('seed', seed);
  const der = Buffer.concat([PKCS8, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: spki.subarray(SPKI.length) };
}

/** 64 bytes: Ed25519, pure (RFC 8032). */
export function ed25519Sign(privateKey: KeyObject, message: Uint8Array): Buffer {
  return sign(null, message, privateKey);
}

/** Whether it is the key's signature of the message. False for one that has not 64 bytes. RangeError for a key of another size. */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  requireKey('public key', publicKey);
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return signature.length === ED25519_SIGNATURE_BYTES && verify(null, message, key, signature);
}

function requireKey(name: string, bytes: Uint8Array): void {
  if (bytes.length !== ED25519_KEY_BYTES) throw new RangeError(`the ${name} must have ${ED25519_KEY_BYTES} bytes`);
}
