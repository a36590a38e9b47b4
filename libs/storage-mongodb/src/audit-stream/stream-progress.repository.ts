import type { Model } from 'mongoose';
import { StreamProgress } from '#audit-stream';
import { AuditProgress } from '../audit/audit-progress.repository.js';
import type { AuditProgressRow } from '../audit/audit-progress.schema.js';

export class MongoStreamProgress extends StreamProgress {
  private readonly progress: AuditProgress;

  constructor(rows: Model<AuditProgressRow>) {
    super();
    this.progress = new AuditProgress(rows);
  }

  acknowledged(): Promise<number> {
    return this.progress.upto('streamed');
  }

  acknowledge(seq: number): Promise<void> {
    return this.progress.raise('streamed', seq);
  }
}
