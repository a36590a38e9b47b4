import type { Clock } from '#kernel';

/**
 * Maps rows one by one, and gives way to other work between them: to parse a thousand documents takes long. For reads of
 * many rows with documents in them.
 */
export async function mapped<R, T>(
  clock: Pick<Clock, 'giveWay'>,
  rows: readonly R[],
  map: (row: R) => T,
): Promise<T[]> {
  const values: T[] = [];
  for (const row of rows) {
    const turn = clock.giveWay();
    if (turn !== null) await turn;
    values.push(map(row));
  }
  return values;
}
