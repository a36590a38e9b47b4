import type { KeyObject } from 'node:crypto';
import { argon2id, hash } from 'argon2';
import { secretKeyOf } from '#keys';

/** The costs of Argon2id (RFC 9106). They are stored beside the wrapped keys, so that new files can have higher ones. */
export interface PassphraseCosts {
  readonly memory_kib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

export const DEFAULT_COSTS: PassphraseCosts = { memory_kib: 65_536, iterations: 3, parallelism: 1 };
export const SALT_BYTES = 16;

/** Derives a 256-bit key from a passphrase and a salt. The passphrase is normalized to NFC and never cut. */
export async function passphraseKey(passphrase: string, salt: Buffer, costs: PassphraseCosts): Promise<KeyObject> {
  const raw = await hash(passphrase.normalize('NFC'), {
    raw: true,
    type: argon2id,
    salt,
    hashLength: 32,
    memoryCost: costs.memory_kib,
    timeCost: costs.iterations,
    parallelism: costs.parallelism,
  });
  return secretKeyOf(raw);
}
