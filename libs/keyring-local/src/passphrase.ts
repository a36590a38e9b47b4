import type { KeyObject } from 'node:crypto';
import { argon2id, hash } from 'argon2';
import { secretKeyOf } from '#keys';

/** Argon2id costs (RFC 9106): they stand beside what they protect, so that they can rise later. */
export interface PassphraseCosts {
  readonly memory_kib: number;
  readonly iterations: number;
  readonly parallelism: number;
}

export const DEFAULT_COSTS: PassphraseCosts = { memory_kib: 65_536, iterations: 3, parallelism: 1 };
export const SALT_BYTES = 16;

/** The 256-bit key that a passphrase gives with this salt; Unicode in NFC, nothing cut off. */
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
