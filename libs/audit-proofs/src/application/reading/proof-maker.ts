import type { StoredRecord } from '#audit';
import { leafHash, StoreDamaged } from '#kernel';
import { verifyConsistency, verifyInclusion } from '../../domain/tree/verify.js';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { Tree } from '../tree/tree.js';
import { archivedOr } from './refusals.js';

/** A size of the tree, and the root at that size. */
export interface TreeHead {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

/** The size and the root of a checkpoint. */
export function headOf({ size, root }: StoredCheckpoint): TreeHead {
  return { size, root: Buffer.from(root, 'base64') };
}

/** That a record is in the tree. */
export interface RecordProof {
  /** The number of the record. */
  readonly seq: number;
  /** The place of its leaf: `seq` minus 1. */
  readonly index: number;
  /** The exact text of the leaf. */
  readonly leaf: string;
  readonly hashes: readonly Buffer[];
}

/** Makes proofs, and checks each before anybody gets it. */
export class ProofMaker {
  constructor(private readonly tree: Tree) {}

  /**
   * Proves that the record is in the tree. Its number is at most the size. StoreDamaged if the proof does not hold: then
   * the record, a tile or the checkpoint was altered. `record_archived` if a part of the tree that it needs is.
   */
  async prove({ seq, leaf }: Pick<StoredRecord, 'seq' | 'leaf'>, { size, root }: TreeHead): Promise<RecordProof> {
    const index = seq - 1;
    const hashes = await this.tree.inclusion(index, size).catch(archivedOr);
    if (!verifyInclusion({ leaf: leafHash(leaf), index, size, proof: hashes, root })) throw new StoreDamaged();
    return { seq, index, leaf, hashes };
  }

  /**
   * Proves that the first `to` records begin with the first `from`, at least 1. `newest`: a checkpoint, of at least as many
   * records. The proof leads to its root, directly or by {@link rootAt}. Errors: as {@link prove}.
   */
  async consistency(from: number, to: number, newest: TreeHead): Promise<readonly Buffer[]> {
    const hashes = await this.tree.consistency(from, to).catch(archivedOr);
    if (from === to) return hashes;
    const fromRoot = await this.tree.root(from).catch(archivedOr);
    const toRoot = await this.rootAt(to, newest);
    if (!verifyConsistency({ from, to, fromRoot, toRoot, proof: hashes })) throw new StoreDamaged();
    return hashes;
  }

  /** The root over the first `size` records, at least 1. A proof shows that `newest` begins with them. Errors: as {@link prove}. */
  async rootAt(size: number, newest: TreeHead): Promise<Buffer> {
    if (size === newest.size) return newest.root;
    const fromRoot = await this.tree.root(size).catch(archivedOr);
    const proof = await this.tree.consistency(size, newest.size).catch(archivedOr);
    const isBeginning = verifyConsistency({ from: size, to: newest.size, fromRoot, toRoot: newest.root, proof });
    if (!isBeginning) throw new StoreDamaged();
    return fromRoot;
  }
}
