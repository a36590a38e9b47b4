/**
 * The first rows, as far as each has the number that its place asks for.
 *
 * @example
 * upToGap([{ n: 7 }, { n: 8 }, { n: 10 }], 7, ({ n }) => n); // [{ n: 7 }, { n: 8 }]
 */
export function upToGap<Row>(rows: readonly Row[], first: number, numberOf: (row: Row) => number): readonly Row[] {
  const gap = rows.findIndex((row, place) => numberOf(row) !== first + place);
  return gap === -1 ? rows : rows.slice(0, gap);
}
