import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { keyedHash, Roots, sameText } from '#kernel';
import { newRecoveryCodes } from '../../domain/second-factors/recovery-codes.js';

const PURPOSE = 'recovery-code';

/** Makes and checks recovery codes. They are shown once; only keyed hashes are stored [R23]. */
@Injectable()
export class RecoveryCodes {
  constructor(private readonly roots: Roots) {}

  /** A new set. The caller replaces the previous set by it. */
  issue(userId: string): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
    const key = this.roots.derive(PURPOSE);
    const codes = newRecoveryCodes();
    return { codes, hashes: codes.map((code) => hashOf(key, userId, code.replace('-', ''))) };
  }

  /**
   * The hashes without that of `code`, which has the form of `recoveryForm`. Null: the code is not in the set. Hashes
   * under every configured pepper match: people keep codes for years, and a new pepper must not void them silently.
   */
  without(userId: string, hashes: readonly string[], code: string): readonly string[] | null {
    const spent = this.roots.deriveAll(PURPOSE).map((key) => hashOf(key, userId, code));
    const left = hashes.filter((hash) => !spent.some((one) => sameText(hash, one)));
    return left.length < hashes.length ? left : null;
  }
}

function hashOf(key: KeyObject, userId: string, code: string): string {
  return keyedHash(key, PURPOSE, `${userId}\n${code}`);
}
