import type { FullTile } from '#audit-proofs';
import { blob, type SqlRow } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';

/** A row of (level, idx, root, hashes). The bytes are copied: what goes to another thread takes its whole memory along. */
export function toTileRow({ level, index, root, hashes }: FullTile): readonly SqlValue[] {
  return [level, index, Uint8Array.from(root), Uint8Array.from(hashes)];
}

export function toTileBytes(row: SqlRow): Pick<FullTile, 'hashes' | 'root'> {
  return { hashes: blob(row.hashes), root: blob(row.root) };
}
