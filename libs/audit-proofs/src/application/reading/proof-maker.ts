import type { StoredRecord } from '#audit';
import { leafHash, StoreDamaged } from '#kernel';
import { verifyInclusion } from '../../domain/tree/verify.js';
import type { Tree } from '../tree/tree.js';
import { archivedOr } from './refusals.js';

/** A size of the tree, and the root at that size. */
export interface TreeHead {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
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
}
