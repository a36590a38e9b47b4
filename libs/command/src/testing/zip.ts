import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive. `claims`: the size that the archive says, if it lies. */
export interface Packed {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly claims?: number;
  readonly encrypted?: boolean;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** A test packs thousands of empty files. */
const PACKED_NOTHING = deflateRawSync('');

/** A ZIP archive, for tests: also one that no honest program makes. */
export function zipOf(files: readonly Packed[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const bytes = Buffer.from(file.text);
    const packed = bytes.length === 0 ? PACKED_NOTHING : deflateRawSync(bytes);
    const shared = sharedHeader(file, { bytes, packed, name });
    const local = Buffer.concat([uint32(LOCAL), shared, name, packed]);
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(20), shared, Buffer.alloc(10), uint32(offset), name]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = [uint16(0), uint16(0), uint16(files.length), uint16(files.length)];
  return Buffer.concat([...bodies, central, uint32(END), ...counts, uint32(central.length), uint32(offset), uint16(0)]);
}

function sharedHeader(file: Packed, { bytes, packed, name }: Record<'bytes' | 'packed' | 'name', Buffer>): Buffer {
  return Buffer.concat([
    ...[uint16(20), uint16(file.encrypted ? 1 : 0), uint16(8), uint16(0), uint16(0)],
    ...[uint32(crc32(bytes)), uint32(packed.length), uint32(file.claims ?? bytes.length)],
    ...[uint16(name.length), uint16(0)],
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
