import { readFileSync } from 'node:fs';

/** The figures of one row. What was not measured is absent or null. */
export interface Figures {
  readonly perSecond?: number | null;
  readonly p50?: number | null;
  readonly p99?: number | null;
  readonly cpu?: number | null;
  readonly storeCpu?: number | null;
  readonly rssMib?: number | null;
}

export interface PastRow {
  readonly name: string;
  readonly sample: Figures;
  readonly ratios?: readonly (number | null)[];
}

/** A run as its file of results tells it (`../results-file.ts`). */
export interface PastRun {
  readonly subject: string;
  /** RFC 3339; a date alone for a run of which no more is known. */
  readonly at: string;
  readonly commit: string | null;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGib: number;
    readonly node: string;
  };
  readonly tables: readonly {
    readonly title: string;
    readonly ratioNames: readonly string[];
    readonly rows: readonly PastRow[];
  }[];
  readonly verdicts: readonly { readonly what: string; readonly value: number | null; readonly target: string }[];
}

/** Throws if the file is absent or is no file of results. */
export function readRun(file: string): PastRun {
  const run = JSON.parse(readFileSync(file, 'utf8')) as Partial<PastRun>;
  if (!run.at || !run.machine || !run.tables || !run.verdicts) throw new Error(`${file} has no results of the bench`);
  return run as PastRun;
}

/** The first row of this name in a table about `about`, which is the beginning of the table's title up to the colon. */
export function rowOf(run: PastRun, about: string, name: string): PastRow | null {
  const rows = run.tables.filter(({ title }) => title.startsWith(`${about}:`)).flatMap((table) => table.rows);
  return rows.find((row) => row.name === name) ?? null;
}

export function verdictOf(run: PastRun, what: string): number | null {
  return run.verdicts.find((verdict) => verdict.what === what)?.value ?? null;
}

/** The day, the commit and the machine in words. */
export function aboutRun({ at, commit, machine }: PastRun): string {
  const { processor, cores, memoryGib, node } = machine;
  const name = processor.replace(/\s+(\d+-Core|Processor|CPU)\b.*$/, '');
  const of = commit === null ? `the code of ${at.slice(0, 10)}` : `commit \`${commit}\` on ${at.slice(0, 10)}`;
  return `${of}, ${cores} shared vCPUs of an ${name}, ${memoryGib} GiB, Node ${node.replace(/^v/, '')}`;
}
