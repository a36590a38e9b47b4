import { createHash } from 'node:crypto';
import { TILE_WIDTH } from '../domain/tree/tiles.js';
import type { StoredCheckpoint } from '../ports/checkpoint.store.js';
import type { FullTile } from '../ports/tile.store.js';

/** A full tile of bytes that are no hashes of anything. `seed`: other bytes for the same place. */
export function aTile(level: number, index: number, seed = ''): FullTile {
  const bytes = (text: string) => createHash('sha256').update(`${seed} ${level}/${index} ${text}`).digest();
  const hashes = Buffer.concat(Array.from({ length: TILE_WIDTH }, (_, place) => bytes(`hash ${place}`)));
  return { level, index, hashes, root: bytes('root') };
}

/** A checkpoint that nobody signed. */
export function aCheckpoint(size: number, overrides: Partial<StoredCheckpoint> = {}): StoredCheckpoint {
  const origin = overrides.origin ?? 'coffer.example.com/audit';
  const root = createHash('sha256').update(`${size}`).digest('base64');
  return {
    epoch: 1,
    origin,
    size,
    root,
    note: `${origin}\n${size}\n${root}\n\n— ${origin} AAAAAA==\n`,
    keys: [{ vkey: `${origin}+00000000+AQ==`, state: 'active' }],
    at: 1_790_000_000_000 + size,
    ...overrides,
  };
}
