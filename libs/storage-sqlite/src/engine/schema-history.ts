import { STORE_FORMAT } from '#kernel';

/**
 * What the tables of one feature need, as SQL, keyed by the store format that the SQL leads to. Append only: released SQL
 * never changes, since the stores that it made exist. Format 2 uses `IF NOT EXISTS`, because for a while format 1 was
 * edited in place: some stores of format 1 have what it adds.
 */
export type SchemaHistory = Readonly<Record<number, string>>;

/** `result[n]` leads from store format `n` to `n + 1`: the parts of all histories, in their order. */
export function migrationsOf(histories: readonly SchemaHistory[], newest = STORE_FORMAT): string[] {
  return Array.from({ length: newest }, (_, index) =>
    histories
      .map((history) => history[index + 1] ?? '')
      .filter((sql) => sql !== '')
      .join('\n'),
  );
}
