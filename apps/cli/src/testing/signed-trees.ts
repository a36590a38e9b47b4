import { checkpointText, logsAlone, treeRoot } from '#audit-proofs';
import { MemoryTree, NoteSigner } from '#audit-proofs/testing';
import { leafHash } from '#kernel';

export const ORIGIN = 'coffer.example.org/1';
export const log = new NoteSigner(ORIGIN);
/** Trusts the log alone. */
export const trusted = logsAlone([log.key]);

/** A tree of so many records. Trees with another word contradict each other. */
export const treeOf = (size: number, word = 'record'): MemoryTree =>
  new MemoryTree(Array.from({ length: size }, (_, at) => leafHash(`${word} ${at}`)));

/** The signed checkpoint of a tree. */
export async function noteOf(tree: MemoryTree, origin = ORIGIN, signer = log): Promise<string> {
  return signer.note(checkpointText({ origin, size: tree.size, root: await treeRoot(tree.size, tree.read) }));
}
