import { StreamProgress } from '#audit-stream';
import { AuditProgress } from '../audit/audit-progress.repository.js';
import type { Database } from '../engine/database.js';

export class SqliteStreamProgress extends StreamProgress {
  private readonly progress: AuditProgress;

  constructor(database: Database) {
    super();
    this.progress = new AuditProgress(database);
  }

  acknowledged(): Promise<number> {
    return this.progress.upto('streamed');
  }

  acknowledge(seq: number): Promise<void> {
    return this.progress.raise('streamed', seq);
  }
}
