import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { BundleFiles, requireShort } from './bundle-files.js';

/** `tile/0/x001/x234/x567/000.p` has seven parts. */
const DEEPEST = 10;
const NAME = /^[\x21-\x7e]+$/;
/** No link is followed, and no pipe is waited for. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A bundle that was unpacked into a folder. */
export class FolderFiles extends BundleFiles {
  private readonly all = new Set<string>();

  private constructor(private readonly folder: string) {
    super();
  }

  /** BundleError if there is anything but folders and plain files. */
  static open(folder: string): FolderFiles {
    const files = new FolderFiles(folder);
    files.list([]);
    return files;
  }

  paths(): IterableIterator<string> {
    return this.all.values();
  }

  read(path: string): Buffer | null {
    if (!this.all.has(path)) return null;
    const file = openSync(join(this.folder, path), READ);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new BundleError(`${path} is no plain file.`);
      requireShort(path, stat.size);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  }

  close(): void {}

  private list(parts: readonly string[]): void {
    if (parts.length > DEEPEST) throw new BundleError('The folder is deeper than any bundle.');
    for (const entry of readdirSync(join(this.folder, ...parts), { withFileTypes: true })) {
      const path = [...parts, entry.name];
      if (!NAME.test(entry.name)) throw new BundleError('The folder has a file with a name that no bundle has.');
      this.count(path.join('/'));
      if (entry.isDirectory()) this.list(path);
      else if (entry.isFile()) this.all.add(path.join('/'));
      else throw new BundleError(`${path.join('/')} is neither a file nor a folder.`);
    }
  }
}
