import { type Clock, newId } from '#kernel';
import type { AuditEntry, Repeats } from '../../domain/record.js';
import { widestNetwork } from '../../domain/widest-network.js';
import type { AuditWriter } from './audit-writer.js';

/** Records of strangers that are written in full in one minute, of all networks together. */
const FULL_A_MINUTE = 300;
/** Counts of single networks in one minute. Attempts of further networks are counted together. */
const COUNTS_A_MINUTE = 50;

interface Counted {
  /** Its `ip` is the network that is counted, or null for several networks and for unknown addresses. */
  readonly entry: AuditEntry;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/**
 * Bounds what callers without a session write to the log. The first attempts of each action, outcome and network in a
 * minute are written in full. The others are counted, and {@link flush} writes one record for each count. Every attempt
 * is in the log, by itself or in a count; a crash loses the counts of one minute at most.
 */
export class RepeatedAttempts {
  private full = new Map<string, number>();
  private written = 0;
  private counted = new Map<string, Counted>();

  /** `fullPerMinute`: attempts of one action, outcome and network that are written in full. 0: all of them. */
  constructor(
    private readonly writer: AuditWriter,
    private readonly clock: Clock,
    private readonly fullPerMinute: number,
  ) {}

  /** True if the attempt is to be written in full. Otherwise it was counted. */
  admits(attempt: AuditEntry): boolean {
    if (this.fullPerMinute === 0) return true;
    const entry = { ...attempt, ip: widestNetwork(attempt.ip) };
    const key = keyOf(entry);
    const before = this.full.get(key) ?? 0;
    if (before < this.fullPerMinute && this.written < FULL_A_MINUTE) {
      this.full.set(key, before + 1);
      this.written += 1;
      return true;
    }
    const now = this.clock.now();
    this.add(key, { entry, count: 1, first: now, last: now });
    return false;
  }

  /**
   * Begins a new minute, and writes the counts of the last one. Throws if they are not in the log in time: the writer keeps
   * them, and writes them when it can. They are not counted again, since a write that seems lost may still land.
   */
  async flush(): Promise<void> {
    const due = this.counted;
    this.full = new Map();
    this.written = 0;
    this.counted = new Map();
    const writes = [...due.values()].map((counted) => this.writer.append(recordOf(counted), { kind: 'kept' }));
    const failed = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  private add(own: string, { entry, count, first, last }: Counted): void {
    const hasRoom = this.counted.has(own) || this.counted.size < COUNTS_A_MINUTE;
    const counted = hasRoom ? entry : { ...entry, ip: null };
    const key = hasRoom ? own : keyOf(counted);
    const known = this.counted.get(key);
    this.counted.set(key, {
      entry: known?.entry ?? counted,
      count: (known?.count ?? 0) + count,
      first: Math.min(known?.first ?? first, first),
      last: Math.max(known?.last ?? last, last),
    });
  }
}

function keyOf({ action, resource_type, outcome, ip }: AuditEntry): string {
  return `${action} ${resource_type} ${outcome} ${ip ?? ''}`;
}

/** It names no account, no object and no request: it stands for several. */
function recordOf({ entry, count, first, last }: Counted): AuditEntry {
  const repeats: Repeats = { count, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
  return {
    actor_id: null,
    action: entry.action,
    resource_type: entry.resource_type,
    resource_id: null,
    outcome: entry.outcome,
    request_id: newId(),
    decision_id: null,
    model: null,
    credential: null,
    version: null,
    actor_name: null,
    ip: entry.ip,
    user_agent: null,
    access_reason: null,
    decision_reason: null,
    resource_name: null,
    changes: null,
    repeats,
  };
}
