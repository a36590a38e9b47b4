import { CommandFailed } from '../failure.js';
import { tellTable } from '../output/table.js';
import { listed } from '../sources/listed.js';
import type { SourceKind } from '../sources/source-kinds.js';
import { requirePrefix } from '../sources/source-path.js';
import type { Terminal } from '../terminal.js';
import type { Workplace } from '../workplace.js';
import { readSource } from './import-file.js';
import { planOf } from './import-plan.js';
import { type Imported, type Outcome, runImport } from './import-run.js';
import { serverTarget } from './server-target.js';
import { notVariables } from './variable-names.js';

const CHANGES: ReadonlySet<string> = new Set(['created', 'overwritten'] satisfies Outcome[]);
const DRY_RUN =
  'This was a dry run: nothing was changed. Whether you may write at each path is seen only when it is written.';
const VARIABLE_RULE =
  'A name must begin with a letter or "_", and differ from the others also where "." and "-" become "_".';

export interface ImportOptions {
  readonly prefix: string;
  readonly dryRun?: true;
  readonly overwrite?: true;
  readonly json?: true;
}

/** Imports the secrets of a file, and reports each. Fails if one was refused or differs. No value is ever shown. */
export async function importSecrets(
  place: Workplace,
  kind: SourceKind,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const prefix = requirePrefix(options.prefix);
  const plan = planOf(prefix, await readSource(place.terminal, kind, file));
  const target = serverTarget(await place.client());
  const [dryRun, overwrite] = [options.dryRun === true, options.overwrite === true];
  const { items, stoppedBy } = await runImport(target, plan, { dryRun, overwrite });
  tell(place.terminal, items, options);
  if (kind === 'dotenv') warnOfNames(place.terminal, prefix, items);
  if (stoppedBy !== undefined) throw stoppedBy;
  const counts = countsOf(items);
  const problems = [
    ...(counts.refused > 0 ? [`${counts.refused} of ${items.length} were refused.`] : []),
    ...(counts.differs > 0 ? [`${counts.differs} differ from what is there: look at them, or use --overwrite.`] : []),
  ];
  if (problems.length > 0) throw new CommandFailed(problems);
}

function tell(terminal: Terminal, items: readonly Imported[], { json, dryRun }: ImportOptions): void {
  const counts = countsOf(items);
  if (json) {
    const shown = items.map(({ leftOut, ...item }) => ({ ...item, left_out: leftOut }));
    terminal.tell(JSON.stringify({ dry_run: dryRun === true, counts, items: shown }));
    return;
  }
  const told = (outcome: string) => (dryRun && CHANGES.has(outcome) ? `would be ${outcome}` : outcome);
  const rows = items.map(({ outcome, path, name, reason, leftOut }) => [
    ...[told(outcome), path ?? '-', name],
    [reason, leftOut.length > 0 ? `not imported: ${leftOut.join(', ')}` : null]
      .filter((text) => text !== null)
      .join('; '),
  ]);
  if (rows.length > 0) tellTable(terminal, ['OUTCOME', 'PATH', 'IN FILE', 'NOTE'], rows);
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  terminal.tell(
    counted.length === 0
      ? 'FILE has no secrets.'
      : counted.map(([outcome, count]) => `${count} ${told(outcome)}`).join(', '),
  );
  if (dryRun) terminal.tell(DRY_RUN);
}

function warnOfNames(terminal: Terminal, prefix: string, items: readonly Imported[]): void {
  const there = items.filter(({ outcome }) => outcome !== 'refused').map(({ path }) => path ?? '');
  const names = notVariables(prefix, there).map((path) => path.slice(prefix.length));
  if (names.length === 0) return;
  const effect = `with them \`coffer run --prefix ${prefix.slice(0, -1)}\` does not start`;
  terminal.complain(`${listed(names)}: ${effect}. ${VARIABLE_RULE}`);
}

function countsOf(items: readonly Imported[]): Record<Outcome, number> {
  const counts = { created: 0, same: 0, overwritten: 0, differs: 0, refused: 0, unknown: 0 };
  for (const { outcome } of items) counts[outcome] += 1;
  return counts;
}
