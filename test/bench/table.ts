import type { Sample } from './measure/load.js';

/** One row of a table: the figures of a contestant, and its ratios to others. */
export interface Row {
  readonly name: string;
  readonly sample: Sample;
  readonly ratios?: readonly (number | null)[];
}

/** Everything that this run has measured, in its order: for the file of results. */
export interface Measured {
  readonly tables: { readonly title: string; readonly ratioNames: readonly string[]; readonly rows: readonly Row[] }[];
  readonly verdicts: { readonly what: string; readonly value: number | null; readonly target: string }[];
}

export const MEASURED: Measured = { tables: [], verdicts: [] };

const FIGURES = ['requests/s', 'p50 ms', 'p99 ms', 'RSS MiB', 'CPU us'];

/** The table as plain text in columns. */
export function table(title: string, rows: readonly Row[], ratioNames: readonly string[] = []): string {
  MEASURED.tables.push({ title, ratioNames, rows });
  const head = ['', ...FIGURES, ...ratioNames];
  const lines = rows.map(({ name, sample, ratios = [] }) => [
    name,
    sample.perSecond.toLocaleString('en', { maximumFractionDigits: sample.perSecond < 100 ? 1 : 0 }),
    sample.p50.toFixed(1),
    sample.p99.toFixed(1),
    sample.rssMib?.toFixed(0) ?? '-',
    sample.cpu?.toFixed(0) ?? '-',
    ...ratioNames.map((_, index) => ratios[index]?.toFixed(2) ?? '-'),
  ]);
  return `${title}\n\n${columns([head, ...lines])}\n`;
}

/** Rows of cells in columns as wide as their widest cell. The first column is aligned to the left. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((cells) => `  ${cells.join('  ').trimEnd()}`)
    .join('\n');
}

/** One line with a figure and its limit. */
export function verdict(
  what: string,
  value: number | null,
  bound: { atLeast?: number; atMost?: number },
  unit = '',
): string {
  const { atLeast, atMost } = bound;
  const target = atLeast === undefined ? `at most ${atMost}${unit}` : `at least ${atLeast}${unit}`;
  MEASURED.verdicts.push({ what, value, target });
  if (value === null || Number.isNaN(value)) return `  not measured  ${what} (${target})`;
  const met = atLeast === undefined ? value <= (atMost ?? Number.NaN) : value >= atLeast;
  return `  ${met ? 'met   ' : 'MISSED'}  ${what}: ${value.toFixed(2)}${unit} (${target})`;
}
