import { entriesPath, parseTilePath, TILE_WIDTH } from '../tree/tiles.js';

/** The files of a bundle that are there once. */
export const CHECKPOINT_FILE = 'checkpoint';
export const MANIFEST_FILE = 'MANIFEST.json';
export const HOWTO_FILE = 'HOWTO.md';
export const POLICY_FILE = 'policy.txt';
export const VKEY_FILE = 'audit.vkey';
/** The last file of a bundle that could not be finished: one sentence that says why. */
export const INCOMPLETE_FILE = 'INCOMPLETE';

/** Values beside the leaves: `lasting` ones about objects, `personal` ones about people, which may be erased. */
export type ValuesKind = 'lasting' | 'personal';

const ENTRIES = 'tile/entries/';
const VALUES = /^(lasting|personal)\/(.*)\.ndjson$/;
const KEPT = /^checkpoints\/([1-9]\d{0,15})-([1-9]\d{0,15})$/;

/**
 * Where the values beside the records of an entry bundle are.
 *
 * @example valuesPath('personal', 1_234); // 'personal/x001/234.ndjson'
 */
export function valuesPath(kind: ValuesKind, index: number): string {
  return `${kind}/${entriesPath(index, TILE_WIDTH).slice(ENTRIES.length)}.ndjson`;
}

/** Where an earlier checkpoint is. */
export function keptPath({ epoch, size }: { readonly epoch: number; readonly size: number }): string {
  return `checkpoints/${epoch}-${size}`;
}

/** What {@link keptPath} names; null for another path. */
export function parseKeptPath(path: string): { readonly epoch: number; readonly size: number } | null {
  const [, epoch, size] = KEPT.exec(path) ?? [];
  return epoch === undefined ? null : { epoch: Number(epoch), size: Number(size) };
}

/** What {@link valuesPath} names; null for another path. */
export function parseValuesPath(path: string): { readonly kind: ValuesKind; readonly index: number } | null {
  const [, kind, place] = VALUES.exec(path) ?? [];
  const entries = place === undefined ? null : parseTilePath(`${ENTRIES}${place}`);
  return entries?.width === TILE_WIDTH ? { kind: kind as ValuesKind, index: entries.index } : null;
}
