export * from './application/rings/key-rings.js';
export { isUnused } from './application/rings/unused-keyring.js';
export { RotationRequests } from './application/rotations/rotation-requests.js';
export { type Moved, repeatablePage, resealDocument, resealedPage } from './application/sealing/resealing.js';
export * from './application/sealing/sealed-holders.js';
export * from './application/sealing/sealing.js';
export { CannotOpen } from './domain/key-errors.js';
export {
  AUDIT_RING,
  KEY_RING_FORMAT,
  type KeyRing,
  type KeyState,
  MASTER_RING,
  requireErasable,
  SECRETS_RING,
  userRing,
} from './domain/key-ring.js';
export { newKeyBytes, unwrapKey, wrapKey } from './domain/key-wrap.js';
export { ROTATION_FORMAT, type Rotation, type RotationPhase, type RotationState, slotOf } from './domain/rotation.js';
export { type RingKeyRef, type SealContext, sealedVersion } from './domain/sealed-value.js';
export { secretKeyOf } from './domain/secret-key.js';
export * from './keys.module.js';
export * from './ports/key-management.js';
export * from './ports/key-ring.store.js';
export * from './ports/rotation.store.js';
export type { ResealedPage, SealedHolder } from './ports/sealed-holder.js';
export * from './rotation-requests.module.js';
export * from './rotations.module.js';
