import type { Stored } from '#kernel';
import type { Vault } from '../../domain/vault.js';
import { liveEntries } from '../../domain/vault-state.js';

/** The vault after another generation was published. */
export interface PublishedGeneration {
  readonly generation: number;
  /** The vault's revision. */
  readonly revision: number;
  /** The number of live entries. */
  readonly entries: number;
}

export function publishedGeneration({ value, revision }: Stored<Vault>): PublishedGeneration {
  return { generation: value.generation, revision, entries: liveEntries(value).length };
}
