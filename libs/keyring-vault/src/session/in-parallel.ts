/** How many records are read or written at once: OpenBao on two cores is not faster with more, and users need room. */
export const AT_ONCE = 16;

/**
 * Does `work` for each item, at most `most` at a time. After a failure nothing else is begun. The error is thrown when all
 * work that was begun has ended, so that nothing still runs after this.
 */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const left = items.values();
  const worker = async () => {
    for (const item of left) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
