import type { SealContext } from '#keys';
import type { SecretSummary } from '../../domain/secret.js';

/** What the seal of a version authenticates. The bytes open for no other secret, path or version [R55]. */
export function sealContext(secret: Pick<SecretSummary, 'id' | 'path'>, version: number): SealContext {
  return { purpose: 'secret', owner: 'team', recordId: secret.id, path: secret.path, version };
}
