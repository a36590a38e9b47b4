import type { Plan, Planned } from './import-plan.js';

/** `differs`: another value is there, and was left as it is. `unknown`: the import stopped before. */
export type Outcome = 'created' | 'same' | 'overwritten' | 'differs' | 'refused' | 'unknown';

export interface Imported {
  readonly outcome: Outcome;
  /** How FILE names it. */
  readonly name: string;
  /** Null: it has none. */
  readonly path: string | null;
  /** Why it was refused. It shows no value. */
  readonly reason: string | null;
  /** What of it is not imported. */
  readonly leftOut: readonly string[];
}

/** What is at a path: a value, nothing that the caller may see, or why it cannot be compared. */
export type Present = { readonly value: string | null } | { readonly refusal: string };

/** The server, as an import needs it. */
export interface ImportTarget {
  valuesAt(paths: readonly string[]): Promise<ReadonlyMap<string, Present>>;
  /** Why the caller can keep nothing at all, new or in place of another value. Null: it depends on the path. */
  refusal(isNew: boolean): Promise<string | null>;
  /** Keeps a value. `isNew`: only if there is none. Null: it was kept; otherwise why not. */
  keep(path: string, value: string, isNew: boolean): Promise<string | null>;
}

export interface RunOptions {
  readonly dryRun: boolean;
  readonly overwrite: boolean;
}

export interface ImportReport {
  readonly items: readonly Imported[];
  /** What stopped the import, such as a server that is away. Undefined: nothing did. */
  readonly stoppedBy: unknown;
}

const AT_ONCE = 50;

/** Compares each planned secret with what is there, and keeps those that are new. A second run finds all of them the same. */
export async function runImport(
  target: ImportTarget,
  { planned, refused }: Plan,
  options: RunOptions,
): Promise<ImportReport> {
  const items: Imported[] = refused.map((one) => ({ ...one, outcome: 'refused', leftOut: [] }));
  let done = 0;
  try {
    for (let from = 0; from < planned.length; from += AT_ONCE) {
      const some = planned.slice(from, from + AT_ONCE);
      const present = await target.valuesAt(some.map(({ path }) => path));
      for (const one of some) {
        items.push(await importOne(target, one, present.get(one.path) ?? { value: null }, options));
        done += 1;
      }
    }
    return { items, stoppedBy: undefined };
  } catch (stoppedBy) {
    return { items: [...items, ...planned.slice(done).map((one) => imported(one, 'unknown'))], stoppedBy };
  }
}

async function importOne(target: ImportTarget, one: Planned, present: Present, options: RunOptions): Promise<Imported> {
  if ('refusal' in present) return imported(one, 'refused', present.refusal);
  if (present.value === one.value) return imported(one, 'same');
  const isNew = present.value === null;
  if (!isNew && !options.overwrite) return imported(one, 'differs');
  const refusal = options.dryRun ? await target.refusal(isNew) : await target.keep(one.path, one.value, isNew);
  if (refusal !== null) return imported(one, 'refused', refusal);
  return imported(one, isNew ? 'created' : 'overwritten');
}

function imported({ name, path, leftOut }: Planned, outcome: Outcome, reason: string | null = null): Imported {
  return { outcome, name, path, reason, leftOut };
}
