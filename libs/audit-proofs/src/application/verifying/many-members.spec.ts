import { memoryOfThread } from '#kernel/testing';
import { tarFile } from '../../domain/bundle/ustar.js';
import { BundleFiles, MOST_MEMBERS, MOST_NAME_BYTES } from './bundle-files.js';
import { type ByteSource, TarFiles } from './tar-files.js';

const REFUSED = 'It has more files than a verifier takes: get the records in several bundles.';
/** The most that a header has. */
const [PREFIX_BYTES, NAME_BYTES] = [155, 100];
const PREFIX = 'p';
const MEBIBYTE = 1_048_576;

/** More than are taken. A verifier that takes them, too, comes to an end. */
const MANY = 200_000;

/** A tar of empty members with long names. Each is made as it is read. */
class LongTar implements ByteSource {
  readonly size = Number.MAX_SAFE_INTEGER;
  members = 0;

  read(_at: number, length: number): Buffer {
    if (this.members === MANY) return Buffer.alloc(length);
    const name = String(this.members++).padStart(NAME_BYTES, '0');
    const header = tarFile(name, Buffer.alloc(0), 0);
    const sum = Number.parseInt(header.toString('latin1', 148, 154), 8) + PREFIX_BYTES * PREFIX.charCodeAt(0);
    header.write(sum.toString(8).padStart(6, '0'), 148);
    header.write(PREFIX.repeat(PREFIX_BYTES), 345);
    return header;
  }

  close(): void {}
}

describe('too many members of a bundle', () => {
  it('are refused while the headers of a tar are read, before their names cost memory', () => {
    const tar = new LongTar();
    const before = memoryOfThread();
    expect(() => TarFiles.open(tar)).toThrow(REFUSED);
    expect(tar.members).toBe(Math.floor(MOST_NAME_BYTES / (PREFIX_BYTES + 1 + NAME_BYTES)) + 1);
    expect(memoryOfThread() - before).toBeLessThan(200 * MEBIBYTE);
  });

  it('are refused by their number, too', () => {
    class Members extends BundleFiles {
      paths = () => new Set<string>().values();
      read = () => null;
      close = () => {};
      add = () => this.count('a');
    }
    const files = new Members();
    for (let left = MOST_MEMBERS; left > 0; left--) files.add();
    expect(() => files.add()).toThrow(REFUSED);
  });
});
