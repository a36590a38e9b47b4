import { StoreDamaged, type StoredFields, StoredFormat } from '#kernel';
import { type Manifest, manifestOf } from './manifest.js';
import { asLines, type Lines } from './manifest-lines.js';
import type { Vault } from './vault.js';

/** A vault as both stores keep it. They keep the base of its manifest beside it. */
export interface VaultFields extends Omit<Vault, 'manifest'> {
  /** The changes over the base. */
  readonly manifest: string;
  /** The id of the base. Null: there is none. */
  readonly base: string | null;
  /** Null, as is `deleted`: an earlier version wrote the vault, without a base. */
  readonly live: number | null;
  readonly deleted: number | null;
}

const FORMAT = new StoredFormat<VaultFields>({ base: null, live: null, deleted: null });

/** `Manifest.base` is null in here: only its id is among the fields. */
export function vaultToStored({ manifest, ...vault }: Vault): StoredFields {
  const { base, changes, live, deleted } = manifest;
  return FORMAT.toStored({ ...vault, manifest: changes, base: base?.id ?? null, live, deleted });
}

/**
 * `lines`: of the base that the fields name; null if they name none. Errors: StoreDamaged, if the base is not there, or if
 * a vault of an earlier version has one.
 */
export function vaultFromStored(stored: StoredFields, lines: string | null): Vault {
  const { manifest, base, live, deleted, ...vault } = FORMAT.fromStored(stored);
  return { ...vault, manifest: manifestIn(asLines(manifest), { base, live, deleted }, lines) };
}

type Named = Pick<VaultFields, 'base' | 'live' | 'deleted'>;

function manifestIn(changes: Lines, { base, live, deleted }: Named, lines: string | null): Manifest {
  if (base !== null && lines === null) throw damaged('The base of a vault is not there.');
  if (live === null || deleted === null) {
    if (base !== null || live !== deleted) throw damaged('The base and the counts of a vault do not fit.');
    return manifestOf(changes);
  }
  return { base: base === null ? null : { id: base, lines: asLines(lines ?? '') }, changes, live, deleted };
}

function damaged(reason: string): StoreDamaged {
  return new StoreDamaged(new Error(reason));
}
