/** The bytes of an answer that is made. Null: it is a stream, whose bytes nobody knows yet. */
export function payloadBytes(payload: unknown): number | null {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  if (payload === null || payload === undefined) return 0;
  return Buffer.isBuffer(payload) ? payload.length : null;
}
