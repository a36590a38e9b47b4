import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkpointText, encodeEntries, entriesPath, TILE_WIDTH, tilePath, tileRoot, treeRoot } from '#audit-proofs';
import { MemoryTree, type NoteSigner } from '#audit-proofs/testing';
import { leafHash } from '#kernel';

/** A log in tiles, by its paths: entries, tiles of each level, and its checkpoint. */
export async function logFiles(leaves: readonly string[], log: NoteSigner): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const [index, part] of parts(leaves).entries()) files.set(entriesPath(index, part.length), encodeEntries(part));
  const hashes = leaves.map(leafHash);
  for (let level = 0, row = hashes; row.length > 0; level += 1) {
    const tiles = parts(row).map((part) => ({ width: part.length, bytes: Buffer.concat(part) }));
    for (const [index, { width, bytes }] of tiles.entries()) files.set(tilePath({ level, index }, width), bytes);
    row = tiles.filter(({ width }) => width === TILE_WIDTH).map(({ bytes }) => tileRoot(bytes));
  }
  const root = await treeRoot(leaves.length, new MemoryTree(hashes).read);
  const text = checkpointText({ origin: log.key.name, size: leaves.length, root });
  return files.set('checkpoint', Buffer.from(log.note(text)));
}

/** Writes a log into a new folder. */
export function logFolder(files: ReadonlyMap<string, Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-log-'));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

function parts<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / TILE_WIDTH);
  return Array.from({ length: count }, (_, at) => items.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH));
}
