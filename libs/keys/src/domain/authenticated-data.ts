const LENGTH_BYTES = 4;

/**
 * Encodes fields as authenticated data of AES-GCM: for each field its length in bytes (u32, big endian), then its UTF-8.
 * Because of the lengths, two different lists of fields never have the same encoding.
 *
 * @example
 * lengthPrefixed(['ab', 'c']); // 00000002 6162 00000001 63
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
