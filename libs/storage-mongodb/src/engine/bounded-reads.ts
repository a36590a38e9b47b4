import type { Schema } from 'mongoose';
import { engineBound } from '#kernel';

/** How long the server works on one read, in milliseconds. Less than `socketTimeoutMS`, so that the connection stays. */
export const READ_WITHIN_MS = 1_700;

/**
 * A mongoose plugin: the server itself ends a read that takes too long (`maxTimeMS`). Otherwise it would go on after its
 * caller has given up, and such reads would pile up. A list comes in one answer: the first one has 101 rows by default.
 */
export function boundReads(schema: Schema): void {
  schema.pre(['find', 'findOne', 'countDocuments', 'distinct'], function () {
    this.maxTimeMS(engineBound(READ_WITHIN_MS));
  });
  schema.pre('find', function () {
    const { limit } = this.getOptions();
    // With one row more than can come, the server closes the cursor by itself.
    if (limit) this.batchSize(limit + 1);
  });
  schema.pre('aggregate', function () {
    this.option(boundOfRead());
  });
}

/** The same for a read of the driver. */
export function boundOfRead() {
  return { maxTimeMS: engineBound(READ_WITHIN_MS) };
}

/** The same for a query of the driver: at most `limit` rows, in one answer. The server closes the cursor by itself. */
export function boundsOfQuery(limit: number) {
  return { limit, batchSize: limit + 1, ...boundOfRead() };
}
