import { statSync } from 'node:fs';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import type { BundleFiles } from './bundle-files.js';
import { FolderFiles } from './folder-files.js';
import { fileSource, TarFiles } from './tar-files.js';

/** Opens a bundle: a tar, or the folder into which it was unpacked. BundleError if it is neither, or hostile. */
export function openBundle(path: string): BundleFiles {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return FolderFiles.open(path);
  if (stat?.isFile()) return TarFiles.open(fileSource(path));
  throw new BundleError('There is no file and no folder of that name.');
}
