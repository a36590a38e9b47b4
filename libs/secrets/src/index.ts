export { PurgeSecrets } from './application/upkeep/purge-secrets.js';
export type { Metadata } from './domain/metadata.js';
export type { ListPlace, PathRange } from './domain/path.js';
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
  summaryOf,
} from './domain/secret.js';
export { type SecretBound, SecretStore } from './ports/secret.store.js';
export { SecretsModule } from './secrets.module.js';
