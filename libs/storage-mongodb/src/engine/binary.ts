import { mongo } from 'mongoose';

/** The bytes of a binary field: a lean read gives the driver's type for them. */
export function bytesOf(field: Buffer | mongo.Binary): Buffer {
  return field instanceof mongo.Binary ? Buffer.from(field.value()) : Buffer.from(field);
}
