import { type HeaderSink, tagged } from '#access';
import type { Stored } from '#kernel';
import type { HistoryEntry } from '../application/versions/secret-history.js';
import { seenRevision } from '../domain/lifecycle.js';
import type { SecretSummary } from '../domain/secret.js';
import type { MaskedSecret, SecretVersionItem } from './dto/secret.answers.js';

/** The masked answer, and its ETag beside it. */
export function masked(reply: HeaderSink, stored: Stored<SecretSummary>): MaskedSecret {
  return tagged(reply, seenRevision(stored), maskedSecret(stored.value));
}

/** The masked answer: a list of what is shown, so that what a secret gains later is not. */
export function maskedSecret(secret: SecretSummary): MaskedSecret {
  return {
    id: secret.id,
    path: secret.path,
    description: secret.description,
    owner: secret.owner,
    tags: secret.tags,
    value: null,
    masked: true,
    version: secret.version,
    versions_kept: secret.versions.filter((entry) => entry.state === 'kept').length,
    state: secret.state,
    created_at: timestamp(secret.createdAt),
    updated_at: timestamp(secret.updatedAt),
    expires_at: secret.expiresAt === null ? null : timestamp(secret.expiresAt),
    created_by: secret.createdBy,
  };
}

export function versionItem(entry: HistoryEntry): SecretVersionItem {
  return {
    version: entry.version,
    state: entry.state,
    created_at: timestamp(entry.createdAt),
    created_by: entry.createdBy,
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}
