import { CofferError, PartUnavailable, StoreDamaged, StoreEngine } from '#kernel';
import type { Database } from './database.js';

const PROBE = 'UPDATE store_state SET checked = checked + 1';

/** Pages of the file that were freed: deletions do not make the file smaller. */
const UNUSED = 'SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size';

/** The store as a whole. */
export class SqliteEngine extends StoreEngine {
  /** `tables`: all tables that hold documents or records. */
  constructor(
    private readonly database: Database,
    private readonly tables: readonly string[],
  ) {
    super();
  }

  /** Also fails, until the next start, once any call has found the file damaged. */
  async check(): Promise<void> {
    const { damage } = this.database.failures;
    if (damage !== null) throw new StoreDamaged(new Error(damage));
    await this.database.reader.get('SELECT checked FROM store_state');
    try {
      await this.database.writer.run([{ sql: PROBE, rows: [[]] }]);
    } catch (error) {
      throw error instanceof CofferError && !(error instanceof PartUnavailable)
        ? new PartUnavailable('store', error)
        : error;
    }
  }

  async isEmpty(): Promise<boolean> {
    const parts = this.tables.map((table) => `EXISTS (SELECT 1 FROM ${table})`);
    const row = await this.database.reader.get(`SELECT ${parts.join(' OR ')} AS kept`);
    return row?.kept === 0;
  }

  async freeBytes(): Promise<number> {
    const row = await this.database.reader.get(UNUSED);
    return this.database.disk.free(Number(row?.bytes ?? 0));
  }

  /** Closes the readers first: the last connection moves the log into the file, and only a writing one can do that. */
  async close(): Promise<void> {
    this.database.reader.close();
    await this.database.longReads.close();
    await this.database.writer.close();
  }
}
