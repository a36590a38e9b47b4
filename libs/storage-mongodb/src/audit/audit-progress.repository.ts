import type { Model } from 'mongoose';
import { deadline, orWhenDuplicate, reading, writing } from '../engine/failures.js';
import type { AuditProgressRow } from './audit-progress.schema.js';

/** What goes through the log behind its head. */
export type Progress = 'archived' | 'streamed' | 'scrubbed';

/** Up to which number something went through the log. The number only rises. */
export class AuditProgress {
  constructor(private readonly rows: Model<AuditProgressRow>) {}

  async upto(name: Progress, until = deadline()): Promise<number> {
    const row = await reading(() => this.rows.findOne({ _id: name }).lean().exec(), until);
    return row?.upto ?? 0;
  }

  /** No upsert: when two nodes make the row, the one that comes second must still raise it. */
  async raise(name: Progress, upto: number, until = deadline()): Promise<void> {
    const raise = () => this.rows.updateOne({ _id: name }, { $max: { upto } }).exec();
    if ((await writing(raise, until)).matchedCount === 1) return;
    const insert = async () => {
      await this.rows.insertOne({ _id: name, upto });
      return 'inserted';
    };
    if ((await orWhenDuplicate(writing(insert, until), 'taken')) === 'taken') await writing(raise, until);
  }
}
