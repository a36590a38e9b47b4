import type { Terminal } from '../terminal.js';
import { plain } from './plain.js';

/** Prints rows in columns, for a person. */
export function tellTable(terminal: Terminal, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const shown = rows.map((row) => row.map((text) => plain(text)));
  const widths = head.map((name, at) => Math.max(name.length, ...shown.map((row) => row[at]?.length ?? 0)));
  for (const row of [head, ...shown]) {
    const cells = row.map((text, at) => text.padEnd(widths[at] ?? 0));
    terminal.tell(cells.join('  ').trimEnd());
  }
}
