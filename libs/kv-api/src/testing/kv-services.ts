import type { SecretsUnderTest } from '#secrets/testing';
import { KvMetadata } from '../application/kv-metadata.js';
import { KvVersions } from '../application/kv-versions.js';
import { PathRights } from '../application/path-rights.js';
import { ReadKv } from '../application/read-kv.js';
import { WriteKv } from '../application/write-kv.js';

/** The services for the secrets, over those of `secrets`. */
export function kvServices(secrets: SecretsUnderTest, versionsKept = 10) {
  const { reveal, lookup, deleted, put, rotate, remove, restore, destroy, update, level } = secrets;
  const { trail } = secrets.audit;
  const rights = new PathRights(secrets.authorizer, deleted);
  const settings = { versionsKept, retentionMs: 1, publicUrl: null };
  return {
    reading: new ReadKv(reveal, lookup, rights),
    writing: new WriteKv(put, rotate, rights),
    versions: new KvVersions(lookup, remove, restore, destroy, rights, trail),
    metadata: new KvMetadata(lookup, update, level, rights, settings, trail),
  };
}
