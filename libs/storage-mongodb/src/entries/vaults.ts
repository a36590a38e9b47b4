import type { Model } from 'mongoose';
import { KnownBases, type ManifestBase, type Vault } from '#entries';
import type { Clock, Replacement, Stored } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { deadline, reading } from '../engine/failures.js';
import { vaultMapper } from './vault.mapper.js';
import type { VaultRow } from './vault.schema.js';

/**
 * Vaults whose bases are neither sent nor read again once this process has read or written them: nothing changes under
 * the id of a base. A filter with the id holds, even if the store was restored from a backup since. One document holds
 * all, so that one compare-and-set decides.
 */
export class MongoVaults extends MongoDocuments<Vault, VaultRow> {
  private readonly bases: KnownBases;

  constructor(
    private readonly vaults: Model<VaultRow>,
    clock: Clock,
  ) {
    // A base has up to 1.9 MB.
    super(vaults, vaultMapper, clock, 1);
    this.bases = new KnownBases(clock);
  }

  override async load(id: string, until = deadline()): Promise<Stored<Vault> | null> {
    const known = this.bases.of(id);
    const stored = (known && (await this.loadOver(id, known, until))) ?? (await super.load(id, until));
    if (stored) this.bases.remember(stored.value);
    return stored;
  }

  override async replace(vault: Vault, expected: number, requestId: string): Promise<Replacement> {
    const { base } = vault.manifest;
    const outcome =
      base && this.bases.has(vault)
        ? await this.publish(vault.id, expected, requestId, withoutLines(vault), { base: base.id })
        : await super.replace(vault, expected, requestId);
    if (outcome === 'published') this.bases.remember(vault);
    return outcome;
  }

  /** Null: the vault has another base now, or none. */
  private async loadOver(id: string, { id: base, lines }: ManifestBase, until: number): Promise<Stored<Vault> | null> {
    const find = () => this.vaults.findOne({ _id: id, base }, { published: 0, baseLines: 0 });
    const row = await reading(() => find().lean().exec(), until);
    return row && this.toStored({ ...row, baseLines: lines });
  }
}

function withoutLines(vault: Vault): ReturnType<typeof vaultMapper.toFields> {
  const { baseLines: _, ...fields } = vaultMapper.toFields(vault);
  return fields;
}
