import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Roots } from '#kernel';
import { newRecoveryCodes } from '../../domain/second-factors/recovery-codes.js';
import { keyedHash, sameText } from '../../domain/tokens/opaque-token.js';

const PURPOSE = 'recovery-code';

/** Recovery codes exist in the open once, in the answer that gives them; what is kept is a keyed hash [R23]. */
@Injectable()
export class RecoveryCodes {
  constructor(private readonly roots: Roots) {}

  /** A whole new set: what was there before is for the caller to drop. */
  issue(userId: string): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
    const key = this.roots.derive(PURPOSE);
    const codes = newRecoveryCodes();
    return { codes, hashes: codes.map((code) => hashOf(key, userId, code.replace('-', ''))) };
  }

  /**
   * The hashes that are left without that of `code`, given in the form that is hashed; null when it is none of them.
   * Under each pepper that is known: codes lie in drawers for years, and a new pepper must not void them unseen.
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
