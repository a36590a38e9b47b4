import { ED25519_SIGNATURE_BYTES } from './ed25519.js';

const TIME_BYTES = 8;

/** What a witness signed: a time, and the signature over {@link cosignedMessage}. */
export interface Cosignature {
  /** Seconds since 1970: when the witness signed. */
  readonly time: number;
  /** 64 bytes. */
  readonly signature: Buffer;
}

/**
 * What a witness signs with Ed25519: that it saw this as the log's largest tree at that time, in seconds since 1970 (C2SP
 * tlog-cosignature). `text` is the whole text of the checkpoint, with its last newline.
 *
 * Errors: RangeError if the time is no safe integer from 0.
 */
export function cosignedMessage(time: number, text: string): Buffer {
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError('the time must be whole seconds since 1970');
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

/** The signature as it stands in a signature line: the time as a big-endian u64, then 64 bytes. */
export function encodeCosignature({ time, signature }: Cosignature): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeBigUInt64BE(BigInt(time));
  return Buffer.concat([bytes, signature]);
}

/** Reads {@link encodeCosignature}. Null for bytes of another length, or a time that is no safe integer. */
export function decodeCosignature(bytes: Buffer): Cosignature | null {
  if (bytes.length !== TIME_BYTES + ED25519_SIGNATURE_BYTES) return null;
  const time = Number(bytes.readBigUInt64BE());
  return Number.isSafeInteger(time) ? { time, signature: bytes.subarray(TIME_BYTES) } : null;
}
