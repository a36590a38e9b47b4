import type { KeyObject } from 'node:crypto';
import type { RingKeyRef } from '#keys';
import type { VaultCall } from './vault-session.js';

/** Where the master key is and who wraps with it: Transit, or a KV record of system A's layout. */
export interface MasterKey {
  /** Ascending; empty when there is none. */
  versions(call: VaultCall): Promise<number[]>;
  create(call: VaultCall): Promise<'created' | 'exists'>;
  /** Wraps under the newest version; `raw` is left as it is. PartUnavailable when there is no master key. */
  wrap(call: VaultCall, ref: RingKeyRef, raw: Buffer): Promise<{ readonly wrap: string; readonly under: number }>;
  /** CannotOpen when it does not authenticate. */
  unwrap(call: VaultCall, ref: RingKeyRef, wrap: string, under: number): Promise<KeyObject>;
}
