import { STORE_FORMAT } from '#kernel';

/**
 * The tables of one feature, as SQL. The keys are the store formats that the SQL leads to. Append only: released SQL
 * never changes, since stores that it made exist. Format 2 says `IF NOT EXISTS`: format 1 was edited in place for a
 * while, so some stores of format 1 have what format 2 adds.
 */
export type SchemaHistory = Readonly<Record<number, string>>;

/** Joins the histories: `result[n]` leads from store format `n` to `n + 1`. */
export function migrationsOf(histories: readonly SchemaHistory[], newest = STORE_FORMAT): string[] {
  return Array.from({ length: newest }, (_, index) =>
    histories
      .map((history) => history[index + 1] ?? '')
      .filter((sql) => sql !== '')
      .join('\n'),
  );
}
