import { hash } from 'node:crypto';
import { closes, commitmentOf, intentKey, LASTING_FIELDS, type Leaf, PERSONAL_FIELDS } from '#audit/offline';
import { HASH_BYTES, isLeafHash } from '#kernel';
import { type ValuesKind, valuesPath } from '../../domain/bundle/bundle-paths.js';
import { type Disclosed, parseDisclosures } from '../../domain/bundle/disclosures.js';
import { decodeEntries } from '../../domain/tree/entries.js';
import { entriesPath, TILE_WIDTH } from '../../domain/tree/tiles.js';
import type { BundleFiles } from './bundle-files.js';
import { readLeaf, saysErased } from './bundle-leaf.js';
import { type BundleTiles, TileMissing } from './bundle-tiles.js';
import { MOST_KEPT, type Problem } from './problems.js';

/** What is checked beside the leaves: nothing (a group outside of the range), or the values of these kinds. */
export interface GroupChecks {
  readonly values: readonly ValuesKind[];
}

/** What the records of one entry bundle say that is checked in the order of the log. */
export interface GroupResult {
  readonly records: number;
  /** The first 100. */
  readonly problems: Problem[];
  readonly problemCount: number;
  /** Three numbers for each intent and outcome: the number of the record, and 64 bits of the hash of its key. */
  readonly intents: number[];
  /** The numbers of those in `intents` that are outcomes: true; intents: false. */
  readonly isOutcome: boolean[];
  /** Erasures, and records that lack a personal value, in the order of the log. */
  readonly erasing: Erasing[];
  /** How many values were opened, and how many personal values are not there. */
  readonly opened: number;
  readonly lacking: number;
}

export interface Erasing {
  readonly seq: number;
  readonly account: string;
  readonly kind: 'lacks' | 'erased';
}

const WORD_DIGITS = 8;

const FIELDS: Readonly<Record<ValuesKind, readonly string[]>> = { lasting: LASTING_FIELDS, personal: PERSONAL_FIELDS };

/** Checks the records of one entry bundle: against the tree, their numbers, and the values beside them. */
export function checkGroup(files: BundleFiles, tiles: BundleTiles, index: number, checks: GroupChecks): GroupResult {
  const found = { problems: [], problemCount: 0, intents: [], isOutcome: [], erasing: [] };
  const result = { ...found, records: 0, opened: 0, lacking: 0 };
  return new GroupCheck(files, tiles, index, result).run(checks);
}

/** The values of one kind beside the records, ordered by number. `next`: the first that no record has taken. */
interface Beside {
  readonly kind: ValuesKind;
  readonly all: readonly Disclosed[];
  next: number;
}

type Growing = { -readonly [Key in keyof GroupResult]: GroupResult[Key] };

class GroupCheck {
  private readonly first: number;
  private readonly width: number;

  constructor(
    private readonly files: BundleFiles,
    private readonly tiles: BundleTiles,
    private readonly index: number,
    private readonly result: Growing,
  ) {
    this.first = index * TILE_WIDTH + 1;
    this.width = tiles.width({ level: 0, index });
  }

  run({ values }: GroupChecks): GroupResult {
    const leaves = this.leaves();
    const disclosed = values.map((kind) => this.disclosed(kind));
    for (const [at, leaf] of leaves.entries()) {
      if (leaf === null) continue;
      const seq = this.first + at;
      this.result.records++;
      this.order(leaf, seq);
      for (const beside of disclosed) this.values(leaf, seq, beside);
    }
    for (const beside of disclosed) this.strays(beside);
    return this.result;
  }

  private problem(record: number, what: string): void {
    this.result.problemCount++;
    if (this.result.problems.length < MOST_KEPT) this.result.problems.push({ record, what });
  }

  /** The records that are the leaves of the tree. Null: one is not, which is told. */
  private leaves(): (Leaf | null)[] {
    const last = this.first + this.width - 1;
    const entries = this.entries();
    if (typeof entries === 'string') {
      this.problem(this.first, `Records ${this.first} to ${last}: ${entries}`);
      return [];
    }
    const hashes = this.hashes();
    if (hashes === null) {
      this.problem(this.first, `Records ${this.first} to ${last}: their tile is missing or has another length.`);
      return [];
    }
    if (this.width === TILE_WIDTH && !this.isLinked())
      this.problem(this.first, `Records ${this.first} to ${last}: their tile is not the one in the tree.`);
    return entries.map((bytes, at) =>
      this.leaf(bytes, hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES), this.first + at),
    );
  }

  private entries(): Buffer[] | string {
    const bytes = this.files.read(entriesPath(this.index, this.width));
    if (bytes === null) return 'they are missing.';
    try {
      const entries = decodeEntries(bytes);
      return entries.length === this.width ? entries : `there are ${entries.length} instead of ${this.width}.`;
    } catch (error) {
      return `they cannot be read: ${error instanceof Error ? error.message : ''}.`;
    }
  }

  private hashes(): Buffer | null {
    return orMissing(() => this.tiles.tile({ level: 0, index: this.index }));
  }

  private isLinked(): boolean {
    return orMissing(() => this.tiles.isLinked({ level: 0, index: this.index })) ?? false;
  }

  private leaf(bytes: Buffer, expected: Buffer, seq: number): Leaf | null {
    if (!isLeafHash(bytes, expected)) {
      this.problem(seq, `Record ${seq} is not the one in the tree: it was changed, added or moved.`);
      return null;
    }
    const leaf = readLeaf(bytes.toString('utf8'));
    if (leaf === null) this.problem(seq, `Record ${seq} is of a format that this version does not know.`);
    else if (leaf.seq !== seq) this.problem(seq, `Record ${seq} has another number in it.`);
    return leaf;
  }

  /** What is checked in the order of the log. */
  private order(leaf: Leaf, seq: number): void {
    const isOutcome = closes(leaf.outcome);
    if (isOutcome || leaf.outcome === 'allowed') {
      const key = hash('sha256', intentKey(leaf), 'hex');
      this.result.intents.push(seq, wordAt(key, 0), wordAt(key, WORD_DIGITS));
      this.result.isOutcome.push(isOutcome);
    }
    if (saysErased(leaf) && leaf.resource_id !== null)
      this.result.erasing.push({ seq, account: leaf.resource_id, kind: 'erased' });
  }

  private disclosed(kind: ValuesKind): Beside {
    const path = valuesPath(kind, this.index);
    try {
      const bytes = this.files.read(path);
      return { kind, all: bytes === null ? [] : parseDisclosures(bytes, path), next: 0 };
    } catch (error) {
      this.problem(this.first, error instanceof Error ? error.message : `${path} cannot be read.`);
      return { kind, all: [], next: 0 };
    }
  }

  private values(leaf: Leaf, seq: number, beside: Beside): void {
    const fields = FIELDS[beside.kind];
    const commitments: Readonly<Record<string, string>> = leaf.commitments;
    /** A bit for each field. */
    let opened = 0;
    for (let one = nextOf(beside, seq); one; one = nextOf(beside, seq)) {
      const bit = bitOf(fields.indexOf(one.field));
      const isOpen = bit !== 0 && (opened & bit) === 0 && opens(commitments, one);
      if (isOpen) opened |= bit;
      else this.problem(seq, `Record ${seq}: a value beside it is not one that it commits to.`);
    }
    for (const [at, field] of fields.entries()) {
      if ((opened & bitOf(at)) !== 0) this.result.opened++;
      else if (commitments[field] !== undefined) this.lacks(leaf, seq, beside.kind, field);
    }
  }

  private lacks({ actor_id }: Leaf, seq: number, kind: ValuesKind, field: string): void {
    if (kind === 'personal') this.result.lacking++;
    if (kind === 'lasting') this.problem(seq, `Record ${seq}: its ${field} is missing, which nothing erases.`);
    else if (actor_id === null)
      this.problem(seq, `Record ${seq}: its ${field} is missing, and no account is its actor.`);
    else this.result.erasing.push({ seq, account: actor_id, kind: 'lacks' });
  }

  private strays({ kind, all }: Beside): void {
    const numbers = new Set(all.map(({ seq }) => seq));
    for (const seq of numbers) {
      if (seq < this.first || seq >= this.first + this.width)
        this.problem(this.first, `${valuesPath(kind, this.index)} has values of records of another file.`);
    }
  }
}

/** The next value beside the record; null if it has no more. Records are asked for in their order. */
function nextOf(beside: Beside, seq: number): Disclosed | null {
  while ((beside.all[beside.next]?.seq ?? seq) < seq) beside.next++;
  const one = beside.all[beside.next];
  if (one?.seq !== seq) return null;
  beside.next++;
  return one;
}

/** 0 for no field. */
function bitOf(field: number): number {
  return field < 0 ? 0 : 1 << field;
}

/** 32 bits of a number in hex. */
function wordAt(digits: string, at: number): number {
  return Number.parseInt(digits.slice(at, at + WORD_DIGITS), 16);
}

function opens(commitments: Readonly<Record<string, string>>, { field, salt, value }: Disclosed): boolean {
  return commitments[field] === commitmentOf(field as (typeof PERSONAL_FIELDS)[number], { salt, value });
}

function orMissing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TileMissing) return null;
    throw error;
  }
}
