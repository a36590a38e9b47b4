import { type Model, trusted } from 'mongoose';
import { type AuditFilter, type AuditScan, type AuditTimes, type ScanBudget, type ScanStep, scanDown } from '#audit';
import { deadline, reading } from '../engine/failures.js';
import type { AuditIndex, EntryPlace } from './audit-index.repository.js';
import type { AuditEntryRow } from './audit-index.schema.js';
import { type EntryTerm, toTerms } from './audit-log.mapper.js';

/** How many numbers the first window has. Most pages are full after it. */
const FIRST_WINDOW = 2_000;
/** How many numbers each later window has. To look at them takes about 10 ms. */
const WINDOW = 10_000;
/** A term with at most so many entries is rare: all of them are read at once. */
const RARE = 500;

/** What a scan finds, before it is known what is archived. */
type FoundScan = Omit<AuditScan, 'archivedBefore'>;
type Step = ScanStep<EntryPlace>;

/**
 * Finds entries with bounded reads. No read relies on the server's choice of an index: an entry that matches two frequent
 * terms may not exist, and then any index would be read to its end.
 *
 * First the newest window of numbers. If that does not fill the page: if a term is rare, its index alone answers. If all
 * are frequent, the older windows follow, until the budget is spent.
 */
export class AuditSearch {
  constructor(
    private readonly entries: Model<AuditEntryRow>,
    private readonly index: AuditIndex,
  ) {}

  async query(filter: AuditFilter, head: number, limit: number, budget: ScanBudget, until: number): Promise<FoundScan> {
    const { fromSeq = 1 } = filter;
    const terms = toTerms(filter);
    let step = 0;
    const look = async (last: number, left: number): Promise<Step> => {
      step += 1;
      const size = step === 1 ? FIRST_WINDOW : WINDOW;
      const low = Math.max(fromSeq, last - size + 1);
      // One window looks at the rest, whatever is rare in it.
      const rare =
        step === 2 && low > fromSeq ? await this.rareEntries(terms, fromSeq, last, left, budget, until) : null;
      return rare ?? this.window(terms, low, last, left, budget, until);
    };
    const { found, next } = await scanDown<EntryPlace>(head, limit, budget, look, fromSeq);
    const records = await this.index.load(found, until);
    // An entry whose record is gone shows that somebody removed it from the log.
    const there = new Set(records.map(({ seq }) => seq));
    return { records, missing: found.map(({ seq }) => seq).filter((seq) => !there.has(seq)), next };
  }

  /** The lowest number from `start` on, up to `head`, where an entry in the times is. Null: there is none. */
  async seek(times: AuditTimes, start: number, head: number, until: number): Promise<number | null> {
    const terms = toTerms(times);
    // Every record is within no times: an export of the whole log needs no index.
    if (terms.length === 0) return start <= head ? start : null;
    await this.index.catchUp(head, until);
    for (let low = start; low <= head; low += WINDOW) {
      const [first] = await this.find({ $gte: low, $lt: low + WINDOW }, terms, 1, 1, deadline());
      if (first) return first.seq;
    }
    return null;
  }

  private async window(
    terms: readonly EntryTerm[],
    low: number,
    last: number,
    limit: number,
    budget: ScanBudget,
    until: number,
  ): Promise<Step> {
    const found = await this.find({ $gte: low, $lte: last }, terms, -1, limit, until);
    const reached = found.length === limit ? (found.at(-1)?.seq ?? low) : low;
    budget.examine(last - reached + 1);
    return { found, reached };
  }

  /** Everything that matches from `first` to `last`, by the first term that is rare there. Null: none is. */
  private async rareEntries(
    terms: readonly EntryTerm[],
    first: number,
    last: number,
    limit: number,
    budget: ScanBudget,
    until: number,
  ): Promise<Step | null> {
    for (const term of terms) {
      const seqs = await this.entriesOf(term, first, last, until);
      budget.examine(seqs.length + 1);
      if (seqs.length > RARE) continue;
      const found = seqs.length === 0 ? [] : await this.find({ $in: seqs }, terms, -1, limit, until);
      return { found, reached: found.length === limit ? (found.at(-1)?.seq ?? first) : first };
    }
    return null;
  }

  /** At most one more than RARE, in no order: for an order, a server may read and sort all of them. */
  private async entriesOf(
    { field, condition }: EntryTerm,
    first: number,
    last: number,
    until: number,
  ): Promise<readonly number[]> {
    const filter = { $and: [condition, { _id: trusted({ $gte: first, $lte: last }) }] };
    const find = () => this.entries.find(filter, { _id: 1 }).hint({ [field]: 1, _id: 1 });
    const limited = () => find().limit(RARE + 1);
    const rows = await reading(() => limited().lean().exec(), until);
    return rows.map(({ _id }) => _id);
  }

  /** By the index of the numbers: this bounds what the server looks at. */
  private async find(
    seqs: object,
    terms: readonly EntryTerm[],
    order: 1 | -1,
    limit: number,
    until: number,
  ): Promise<EntryPlace[]> {
    const filter = { $and: [{ _id: trusted(seqs) }, ...terms.map(({ condition }) => condition)] };
    return this.index.find(filter, order, limit, until, { _id: 1 });
  }
}
