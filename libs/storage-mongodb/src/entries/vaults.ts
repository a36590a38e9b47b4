import type { Model } from 'mongoose';
import type { Manifest, Vault } from '#entries';
import { BoundedCache, type Replacement, type Stored, SystemClock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { deadline, reading } from '../engine/failures.js';
import { vaultMapper } from './vault.mapper.js';
import type { VaultRow } from './vault.schema.js';

/** Manifests with fewer characters are read again: that takes less than 0.2 ms of the processor. */
const KEPT_FROM = 65_536;
/** A manifest has up to 1.9 MB. */
const KEPT_MOST = 16;

/** What this process has written, and the request and the revision by which it is found again. */
interface Written {
  readonly manifest: Manifest;
  readonly requestId: string;
  readonly revision: number;
}

/**
 * Vaults, without reading again what this process has just written: to decode a manifest of 10,000 entries takes 2 ms of
 * the processor, and a change reads the vault twice.
 *
 * A read asks for the vault at the revision that was written, if that request is among those that published it. Then its
 * manifest is the one that was written, even if the store was restored from a backup since. Otherwise all is read.
 */
export class MongoVaults extends MongoDocuments<Vault, VaultRow> {
  private readonly written = new BoundedCache<Written>(new SystemClock(), { max: KEPT_MOST });

  constructor(private readonly vaults: Model<VaultRow>) {
    // A manifest has up to 1.9 MB.
    super(vaults, vaultMapper, 1);
  }

  override async load(id: string, until = deadline()): Promise<Stored<Vault> | null> {
    const written = this.written.get(id);
    if (!written) return super.load(id, until);
    const same = await this.loadWritten(id, written, until);
    if (same) return same;
    // Another node has changed it. A write of this one may have come meanwhile.
    if (this.written.get(id) === written) this.written.delete(id);
    return super.load(id, until);
  }

  override async replace(vault: Vault, expected: number, requestId: string): Promise<Replacement> {
    this.written.delete(vault.id);
    const outcome = await super.replace(vault, expected, requestId);
    if (outcome === 'published' && vault.manifest.length >= KEPT_FROM) {
      this.written.set(vault.id, { manifest: vault.manifest, requestId, revision: expected + 1 });
    }
    return outcome;
  }

  /** Null: the vault has changed since. */
  private async loadWritten(
    id: string,
    { manifest, requestId, revision }: Written,
    until: number,
  ): Promise<Stored<Vault> | null> {
    const same = { _id: id, revision, 'published.id': requestId };
    const find = () => this.vaults.findOne(same, { published: 0, manifest: 0 });
    const row = await reading(() => find().lean().exec(), until);
    return row && this.toStored({ ...row, manifest });
  }
}
