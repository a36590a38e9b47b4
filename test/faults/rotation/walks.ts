import type { Sealed, Stored } from '#kernel';
import type { KeyRing } from '#keys';
import type { SensitiveRecord } from '#sensitive-data';
import type { OpenedSite } from './opened-site.js';

const PAGE = 200;
/** A time later than every archived version. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/** One version of a secret. */
export interface SealedSecret {
  readonly id: string;
  readonly path: string;
  readonly version: number;
  readonly sealed: Sealed;
}

export async function everyRing({ rings }: OpenedSite): Promise<KeyRing[]> {
  const stored = await every<Stored<KeyRing>, string>((after) => rings.list(after, PAGE), idOf);
  return stored.map(({ value }) => value);
}

/** Secrets of every state, with every version that can be revealed. */
export async function everySecret({ secrets }: OpenedSite): Promise<SealedSecret[]> {
  const heads = await every((after: string | null) => secrets.headsAfter(after, PAGE), idOf);
  const found = heads.map(({ value: { id, path, version, current } }) => ({ id, path, version, sealed: current }));
  const paths = new Map(found.map(({ id, path }) => [id, path]));
  const rows = await every(
    (after: { id: string; version: number } | null) => secrets.archivedBefore(ANY_TIME, after, PAGE),
    (row) => row,
  );
  for (const { id, version } of rows) {
    const [path, sealed] = [paths.get(id), await secrets.loadVersion(id, version)];
    if (path !== undefined && sealed) found.push({ id, path, version, sealed });
  }
  return found;
}

export async function everyRecord({ records }: OpenedSite, ownerId: string): Promise<SensitiveRecord[]> {
  const stored = await every((after: string | null) => records.list(ownerId, after, PAGE), idOf);
  return stored.map(({ value }) => value);
}

function idOf({ value }: { readonly value: { readonly id: string } }): string {
  return value.id;
}

/** Reads every page. */
async function every<T, P>(page: (after: P | null) => Promise<T[]>, placeOf: (item: T) => P): Promise<T[]> {
  const found: T[] = [];
  for (let last: T | undefined, size = PAGE; size === PAGE; last = found.at(-1)) {
    const items = await page(last === undefined ? null : placeOf(last));
    found.push(...items);
    size = items.length;
  }
  return found;
}
