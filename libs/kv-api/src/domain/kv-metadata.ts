import { customMetadataOf, type Described } from './custom-metadata.js';

/** What KV shows of a secret beside its value. Times are milliseconds since 1970. */
export interface KvSubject extends Described {
  /** The current version. */
  readonly version: number;
  /** Ascending. */
  readonly versions: readonly KvVersion[];
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Null: it is live. */
  readonly deletedAt: number | null;
  /** Null: never. */
  readonly expiresAt: number | null;
}

export interface KvVersion {
  readonly version: number;
  readonly createdAt: number;
  readonly state: 'kept' | 'destroyed';
}

/** One version, as an answer of `data` shows it. */
export interface VersionMetadata extends VersionState {
  readonly custom_metadata: Readonly<Record<string, string>> | null;
  readonly version: number;
}

export interface VersionState {
  readonly created_time: string;
  /** Empty: it can be read. */
  readonly deletion_time: string;
  readonly destroyed: boolean;
}

export interface SecretMetadata {
  readonly cas_required: boolean;
  readonly created_time: string;
  readonly current_version: number;
  readonly custom_metadata: Readonly<Record<string, string>> | null;
  readonly delete_version_after: string;
  readonly max_versions: number;
  readonly oldest_version: number;
  readonly updated_time: string;
  readonly versions: Readonly<Record<string, VersionState>>;
}

/** RFC 3339 with the nine digits that Vault's clients know. */
export function kvTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000000Z');
}

/** Null: the secret does not list this version. */
export function versionMetadata(subject: KvSubject, version: number): VersionMetadata | null {
  const entry = subject.versions.find((one) => one.version === version);
  return entry ? { ...stateOf(subject, entry), custom_metadata: customMetadataOf(subject), version } : null;
}

export function secretMetadata(subject: KvSubject): SecretMetadata {
  const oldest = subject.versions[0]?.version ?? 1;
  return {
    cas_required: false,
    created_time: kvTime(subject.createdAt),
    current_version: subject.version,
    custom_metadata: customMetadataOf(subject),
    delete_version_after: '0s',
    max_versions: 0,
    // In Vault, 0 says that none was dropped.
    oldest_version: oldest === 1 ? 0 : oldest,
    updated_time: kvTime(subject.updatedAt),
    versions: Object.fromEntries(subject.versions.map((entry) => [entry.version, stateOf(subject, entry)])),
  };
}

/** A secret is deleted, and expires, with all its versions. */
function stateOf({ deletedAt, expiresAt }: KvSubject, { createdAt, state }: KvVersion): VersionState {
  const until = deletedAt ?? expiresAt;
  return {
    created_time: kvTime(createdAt),
    deletion_time: until === null ? '' : kvTime(until),
    destroyed: state === 'destroyed',
  };
}
