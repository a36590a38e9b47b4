import type { Consistency } from '../application/reading/published-log.js';
import type { Receipt, ReceiptPage } from '../application/reading/receipts.js';
import type { SignedProof } from '../application/reading/record-proofs.js';
import { formatProofFile } from '../domain/notes/proof-file.js';
import type {
  AuditConsistencyAnswer,
  AuditProofAnswer,
  AuditReceiptItem,
  AuditReceiptPage,
} from './dto/proofs.answers.js';

export function proofAnswer({ seq, index, size, root, leaf, hashes, checkpoint }: SignedProof): AuditProofAnswer {
  return { seq, index, tree_size: size, root: base64(root), leaf, hashes: hashes.map(base64), checkpoint };
}

export function consistencyAnswer({ from, to, hashes, checkpoint }: Consistency): AuditConsistencyAnswer {
  return { from, to, hashes: hashes.map(base64), checkpoint };
}

export function receiptItem({ seq, index, leaf, hashes }: Receipt): AuditReceiptItem {
  return { seq, index, leaf, hashes: hashes?.map(base64) ?? null };
}

/** What the proofs of a page lead to. */
export function headOf({
  checkpoint,
}: Pick<ReceiptPage, 'checkpoint'>): Omit<AuditReceiptPage, 'items' | 'next_cursor'> {
  return { tree_size: checkpoint?.size ?? null, root: checkpoint?.root ?? null, checkpoint: checkpoint?.note ?? null };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

/** As a file for any verifier. Its unauthenticated extra data is the leaf. */
export function proofFile({ index, hashes, leaf }: SignedProof, checkpoint: string): string {
  return formatProofFile({ extra: Buffer.from(leaf), index, hashes, checkpoint });
}
