import type { Documents } from '#kernel';
import type { KeyRing } from '../domain/key-ring.js';

/** The rings' descriptors. */
export abstract class KeyRingStore {
  abstract readonly rings: Documents<KeyRing>;
}
