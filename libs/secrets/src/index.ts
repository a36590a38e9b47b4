export { DeleteSecret } from './application/changes/delete-secret.js';
export type { PutConditions } from './application/changes/put-conditions.js';
export { PutSecret } from './application/changes/put-secret.js';
export { RestoreSecret } from './application/changes/restore-secret.js';
export { UpdateSecret } from './application/changes/update-secret.js';
export { DeletedSecrets } from './application/queries/deleted-secrets.js';
export { FindSecret } from './application/queries/find-secret.js';
export { ListLevel } from './application/queries/list-level.js';
export { recorded as recordedSecret, SecretLookup } from './application/queries/secret-lookup.js';
export { PurgeSecrets } from './application/upkeep/purge-secrets.js';
export { DestroyVersion } from './application/versions/destroy-version.js';
export { type RevealedSecret, RevealSecret } from './application/versions/reveal-secret.js';
export { RotateSecret, type ValueMaker } from './application/versions/rotate-secret.js';
export { formatOf } from './domain/json-value.js';
export { seenRevision, standingOf } from './domain/lifecycle.js';
export type { Metadata } from './domain/metadata.js';
export { checkPath, type ListPlace, type PathRange } from './domain/path.js';
export {
  keptAmong,
  pathKeyOf,
  SECRET_FORMAT,
  SECRET_STATES,
  type Secret,
  type SecretFacts,
  type SecretState,
  type SecretSummary,
  type SecretVersion,
  type StoredFacts,
  secretFacts,
  summaryOf,
} from './domain/secret.js';
export { VALUE_MAX_BYTES } from './domain/value.js';
export { SecretSettings } from './ports/secret.settings.js';
export { type SecretBound, SecretStore } from './ports/secret.store.js';
export { SecretsModule } from './secrets.module.js';
