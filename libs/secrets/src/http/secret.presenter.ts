import { type HeaderSink, tagged, timestamp } from '#access';
import type { Stored } from '#kernel';
import type { RevealedSecret } from '../application/versions/reveal-secret.js';
import type { HistoryEntry } from '../application/versions/secret-history.js';
import { formatOf } from '../domain/json-value.js';
import { seenRevision } from '../domain/lifecycle.js';
import { type Secret, type SecretSummary, summaryOf } from '../domain/secret.js';
import type { MaskedSecret, Revealed, SecretVersionItem } from './dto/secret.answers.js';

/** The masked answer. Sets its ETag. */
export function masked(reply: HeaderSink, stored: Stored<Secret>): MaskedSecret {
  return tagged(reply, seenRevision(stored), maskedSecret(summaryOf(stored.value)));
}

/** The masked answer. It names each field that it shows, so that a new field of a secret is not shown by accident. */
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
    versions_kept: secret.versionsKept,
    state: secret.state,
    created_at: timestamp(secret.createdAt),
    updated_at: timestamp(secret.updatedAt),
    expires_at: timestamp(secret.expiresAt),
    created_by: secret.createdBy,
  };
}

/** The one answer that shows a value. */
export function revealed({ id, path, version, value }: RevealedSecret): Revealed {
  return { id, path, version, value, format: formatOf(value) };
}

/** A secret in a list. */
export function maskedItem({ value }: Stored<SecretSummary>): MaskedSecret {
  return maskedSecret(value);
}

export function versionItem(entry: HistoryEntry): SecretVersionItem {
  return {
    version: entry.version,
    state: entry.state,
    created_at: timestamp(entry.createdAt),
    created_by: entry.createdBy,
  };
}
