import { randomBytes } from './bytes.js';

/** A UUIDv7 (RFC 9562): the time in milliseconds, then 74 random bits. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(now / 65_536));
  view.setUint16(4, now % 65_536);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
