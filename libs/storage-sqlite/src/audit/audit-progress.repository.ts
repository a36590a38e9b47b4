import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';

const UPTO = 'SELECT upto FROM audit_progress WHERE name = ?';
const RAISE = 'UPDATE audit_progress SET upto = ?2 WHERE name = ?1 AND upto < ?2';

/** What goes through the log behind its head. */
export type Progress = 'archived' | 'streamed' | 'scrubbed';

/** Up to which number something went through the log. The number only rises. */
export class AuditProgress {
  constructor(private readonly database: Database) {}

  async upto(name: Progress): Promise<number> {
    return integer((await this.database.reader.get(UPTO, name))?.upto);
  }

  async raise(name: Progress, upto: number): Promise<void> {
    await this.database.writer.run([{ sql: RAISE, rows: [[name, upto]] }]);
  }
}
