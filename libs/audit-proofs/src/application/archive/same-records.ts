import { BundleError } from '../../domain/bundle/bundle-error.js';
import { valuesPath } from '../../domain/bundle/bundle-paths.js';
import { entriesPath, TILE_WIDTH } from '../../domain/tree/tiles.js';
import { groupOf } from '../bundles/bundle-range.js';
import type { BundleFiles } from '../verifying/bundle-files.js';
import { openBundle } from '../verifying/open-bundle.js';

/**
 * Whether two bundles have the same texts and values of the records `first` to `last`, which are whole entry bundles. The
 * checkpoint and what follows from it may differ. False, too, if `other` is no bundle.
 */
export function haveSameRecords(
  own: string,
  other: string,
  { first, last }: { readonly first: number; readonly last: number },
): boolean {
  const opened: BundleFiles[] = [];
  const open = (path: string) => {
    const files = openBundle(path);
    opened.push(files);
    return files;
  };
  try {
    const [a, b] = [open(own), open(other)];
    for (let index = groupOf(first); index <= groupOf(last); index++)
      if (!pathsOf(index).every((path) => areSame(a.read(path), b.read(path)))) return false;
    return true;
  } catch (cause) {
    if (cause instanceof BundleError) return false;
    throw cause;
  } finally {
    for (const files of opened) files.close();
  }
}

function pathsOf(index: number): string[] {
  return [entriesPath(index, TILE_WIDTH), valuesPath('lasting', index), valuesPath('personal', index)];
}

function areSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
