import { isArchived } from '../../domain/archived.js';
import { isDamage } from '../../domain/damage.js';
import { shownLine } from '../../domain/record-view.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { ShownRecords } from './shown-records.js';

/** One record as an export shows it, or what stands in place of records that are missing or altered. */
export interface AuditLine {
  /** The number of the record, or of the last one that is missing. */
  readonly seq: number;
  /** When it was recorded, in milliseconds since 1970. Null: it is no record. */
  readonly at: number | null;
  /** One JSON object, without a line break. */
  readonly text: string;
}

/**
 * The trail as lines, for programs of this server that hand it on. To read it leaves no record, so no route may use it:
 * a stream that recorded its own reads would never end.
 */
export class AuditLines {
  constructor(
    private readonly log: AuditLog,
    private readonly records: ShownRecords,
  ) {}

  /** The highest number in the log; 0 in an empty log. */
  head(): Promise<number> {
    return this.log.head();
  }

  /**
   * The lines from the number `fromSeq` on, or from the first that is not archived, up to the head of now. The log is read while
   * they are consumed.
   */
  async *from(fromSeq: number): AsyncGenerator<AuditLine> {
    const head = await this.log.head();
    const start = Math.max(fromSeq, await this.log.first());
    for await (const one of this.records.each({ fromSeq: start }, head)) {
      const text = JSON.stringify(shownLine(one));
      const isGap = isDamage(one) || isArchived(one);
      yield isGap ? { seq: one.last, at: null, text } : { seq: one.seq, at: Date.parse(one.at), text };
    }
  }
}
