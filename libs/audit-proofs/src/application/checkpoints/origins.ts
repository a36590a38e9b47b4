import type { SignedHead } from '../../ports/signing-head.js';

/** The origin of an epoch: an accepted restore opens the next one under the same base. */
export function originOf(base: string, epoch: number): string {
  return epoch === 1 ? base : `${base}/${epoch}`;
}

/** The origin of the first epoch. */
export function baseOf({ epoch, origin }: Pick<SignedHead, 'epoch' | 'origin'>): string {
  return epoch === 1 ? origin : origin.slice(0, -`/${epoch}`.length);
}

/**
 * The origin of a log whose operator chose none: `<host of the public URL>/coffer/<8 hex of the store's id>`. The last
 * digits of a UUIDv7 are random.
 *
 * @example
 * defaultOrigin('https://vault.example.com', '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61'); // 'vault.example.com/coffer/9d7f2e61'
 */
export function defaultOrigin(publicUrl: string | null, storeId: string): string {
  const host = publicUrl === null ? 'localhost' : new URL(publicUrl).host;
  return `${host}/coffer/${storeId.slice(-8)}`;
}
