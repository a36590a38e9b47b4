import type { VaultSnapshot } from './entry-body.js';
import type { ManifestEntry } from './vault.js';

type Line = readonly [id: string, revision: number, body: string | null, seq: number];
type SnapshotLine = readonly [id: string, revision: number, body: string];

/** A manifest as stores keep it: text, a list of lists, at most 1.9 MiB for 20,000 entries. */
export function packManifest(manifest: readonly ManifestEntry[]): string {
  return JSON.stringify(manifest.map(({ id, revision, body, seq }): Line => [id, revision, body, seq]));
}

export function unpackManifest(packed: string): ManifestEntry[] {
  const lines: readonly Line[] = JSON.parse(packed);
  return lines.map(([id, revision, body, seq]) => ({ id, revision, body, seq }));
}

export function packSnapshot(manifest: VaultSnapshot['manifest']): string {
  return JSON.stringify(manifest.map(({ id, revision, body }): SnapshotLine => [id, revision, body]));
}

export function unpackSnapshot(packed: string): VaultSnapshot['manifest'] {
  const lines: readonly SnapshotLine[] = JSON.parse(packed);
  return lines.map(([id, revision, body]) => ({ id, revision, body }));
}
