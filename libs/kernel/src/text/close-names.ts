/** Far longer than every name of ours. The client chose the text: a longer one is not looked through. */
const LONGEST = 128;

/**
 * The first of `known` that `name` is a misspelling of: at most two letters differ (one in names of less than ten), or
 * only case, underscores and hyphens. Undefined if there is none.
 *
 * @example
 * closeName('expiresAt', ['path', 'expires_at']); // 'expires_at'
 */
export function closeName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const letters = plain(name);
  return known.find((one) => letters === plain(one) || isSpeltLike(name, one));
}

function plain(name: string): string {
  return name.toUpperCase().replaceAll(/[_-]/g, '');
}

function isSpeltLike(name: string, known: string): boolean {
  const most = known.length >= 10 ? 2 : 1;
  return known.length > 2 && Math.abs(name.length - known.length) <= most && distance(name, known) <= most;
}

/** Letters to insert, remove, replace or swap with the next one (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, at: number) => rows[row]?.[at] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replaced = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : replaced;
      row.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replaced, swapped));
    }
  }
  return cell(a.length, b.length);
}
