import { asPlaintext } from '#kernel';
import { MASTER_RING } from './key-ring.js';
import type { SealContext } from './sealed-value.js';

/** A known text that the `master` descriptor holds sealed. A keyring that cannot open it is the wrong one [R64]. */
export const CANARY = asPlaintext('coffer: this keyring belongs to this store');

export const CANARY_CONTEXT: SealContext = {
  purpose: 'canary',
  owner: MASTER_RING,
  recordId: MASTER_RING,
  path: '',
  version: 1,
};
