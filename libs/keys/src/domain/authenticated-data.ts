const LENGTH_BYTES = 4;

/**
 * Fields as AES-GCM authenticated data: each one's length in bytes (u32, big endian), then its UTF-8. The lengths make
 * the encoding injective, so that no two different lists of fields authenticate each other's values.
 */
export function lengthPrefixed(fields: readonly string[]): Buffer {
  let size = 0;
  for (const field of fields) size += LENGTH_BYTES + Buffer.byteLength(field);
  const data = Buffer.allocUnsafe(size);
  let at = 0;
  for (const field of fields) {
    const written = data.write(field, at + LENGTH_BYTES);
    data.writeUInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return data;
}
