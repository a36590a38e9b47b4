import { type AuditLog, PERSONAL_FIELDS, ScanBudget, type StoredRecord } from '#audit';
import { type Clock, CofferError } from '#kernel';
import type { LaterErasure } from '../../domain/bundle/manifest.js';
import { readLeaf, saysErased } from '../verifying/bundle-leaf.js';

/** More accounts than one bundle remembers as erased. */
const MOST_ACTORS = 100_000;
/** What one look for an erasure may cost before it gives way. */
const BOUNDS = { rows: 10_000, milliseconds: 100 } as const;

/** Whose personal values a range of the log lacks, and which records say that they were erased. */
export class Erasures {
  /** For each account, its last record that lacks a value. */
  private readonly lacking = new Map<string, number>();

  constructor(
    private readonly log: AuditLog,
    private readonly clock: Clock,
  ) {}

  see({ seq, leaf: text, personal }: StoredRecord): void {
    const leaf = readLeaf(text);
    if (!leaf?.actor_id || !PERSONAL_FIELDS.some((field) => leaf.commitments[field] && !personal[field])) return;
    this.lacking.set(leaf.actor_id, seq);
    if (this.lacking.size > MOST_ACTORS)
      throw new CofferError('limit_reached', `A bundle covers the erasures of ${MOST_ACTORS} accounts: ask for less.`);
  }

  /** The newest `audit:erase` record of each of these accounts, where it is after what it erased. */
  async found(): Promise<LaterErasure[]> {
    const found: LaterErasure[] = [];
    for (const [actor, last] of this.lacking) {
      const seq = await this.newestOf(actor);
      if (seq !== null && seq > last) found.push({ actor_id: actor, seq });
    }
    return found;
  }

  private async newestOf(actor: string): Promise<number | null> {
    for (let before: number | null = null; ; await this.clock.giveWay()) {
      const budget = new ScanBudget(this.clock, BOUNDS);
      const scan = await this.log.query({ action: 'audit:erase', resource: actor }, before, 1, budget);
      const [record] = scan.records.filter(({ leaf }) => isErasure(leaf));
      if (record || scan.next === null) return record?.seq ?? null;
      before = scan.next;
    }
  }
}

/** A record that cannot be read goes into the bundle as it is, so that the auditor sees it. */
function isErasure(text: string): boolean {
  const leaf = readLeaf(text);
  return leaf !== null && saysErased(leaf);
}
