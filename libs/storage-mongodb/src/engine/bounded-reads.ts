import type { Schema } from 'mongoose';

/** How long the server works on one read, in milliseconds. Less than `socketTimeoutMS`, so that the connection stays. */
export const READ_WITHIN_MS = 1_700;

/**
 * A mongoose plugin: the server itself ends a read that takes too long (`maxTimeMS`). Otherwise it would go on after its
 * caller has given up, and such reads would pile up.
 */
export function boundReads(schema: Schema): void {
  schema.pre(['find', 'findOne', 'countDocuments', 'distinct'], function () {
    this.maxTimeMS(READ_WITHIN_MS);
  });
  schema.pre('aggregate', function () {
    this.option({ maxTimeMS: READ_WITHIN_MS });
  });
}
