import type { LaterErasure } from '../../domain/bundle/manifest.js';
import type { Erasing, GroupResult } from './check-group.js';
import { OutcomeTable } from './outcome-table.js';
import type { Problems } from './problems.js';

/** More accounts than one bundle may have as erased without a record. */
const MOST_OPEN = 1_000_000;

/**
 * What is checked in the order of the log: an intent has at most one outcome, and what is erased has a later record that
 * says so.
 */
export class TrailOrder {
  private readonly outcomes = new OutcomeTable();
  /** For each account, its first record since its last erasure that lacks a value. */
  private readonly lacking = new Map<string, number>();

  constructor(private readonly problems: Problems) {}

  /** The next records. `isInRange`: whether they are of the range; others only prove erasures. */
  see({ intents, isOutcome, erasing }: GroupResult, isInRange: boolean): void {
    for (let at = 0; isInRange && at < isOutcome.length; at++) {
      const [seq = 0, high = 0, low = 0] = [intents[at * 3], intents[at * 3 + 1], intents[at * 3 + 2]];
      if (!isOutcome[at]) this.outcomes.opens(high, low);
      else if (!this.outcomes.closes(high, low))
        this.problems.add(seq, `Record ${seq} is the second outcome of an intent.`);
    }
    for (const one of erasing) this.erase(one);
  }

  /** `later`: what the bundle says about erasures after its checkpoint, which it cannot prove. */
  end(later: readonly LaterErasure[], treeSize: number): void {
    const told = new Map(later.map(({ actor_id, seq }) => [actor_id, seq]));
    for (const [account, seq] of this.lacking) {
      const after = told.get(account);
      told.delete(account);
      const reason =
        after === undefined
          ? 'no later record says that it was erased.'
          : `the bundle says that record ${after} erased it, after the checkpoint: verify a newer bundle.`;
      this.problems.add(seq, `Record ${seq}: a personal value is missing, and ${reason}`);
      if (after !== undefined && after <= treeSize) this.problems.add(null, 'MANIFEST.json has a wrong later erasure.');
    }
    if (told.size > 0) this.problems.add(null, 'MANIFEST.json tells of an erasure that nothing lacks.');
  }

  private erase({ seq, account, kind }: Erasing): void {
    if (kind === 'erased') this.lacking.delete(account);
    else if (!this.lacking.has(account) && this.lacking.size < MOST_OPEN) this.lacking.set(account, seq);
    else if (this.lacking.size >= MOST_OPEN) this.problems.add(seq, `Record ${seq} and others lack personal values.`);
  }
}
