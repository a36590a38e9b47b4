import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Clock, PartUnavailable } from '#kernel';
import type { SqlList, SqlRow } from './sql.js';
import { failureOf } from './store-failures.js';
import type { SqlValue } from './write-protocol.js';

/** Only recovery after a crash locks readers out. The writer does that before a reader opens. */
const BUSY_TIMEOUT_MS = 200;
/** In KiB; SQLite takes KiB as a negative number. */
const CACHE_SIZE = -16_384;

interface Connection {
  readonly db: DatabaseSync;
  readonly ofRows: Map<string, StatementSync>;
  readonly ofLists: Map<string, StatementSync>;
}

/**
 * The reading connection, on the calling thread. A read sees every write that was acknowledged before it, and only
 * durable writes, since SQLite syncs the log before readers see a commit.
 *
 * Every read is one statement that runs to its end at once. So no snapshot outlives a call, which would keep SQLite
 * from reusing the log. Before each read, other work of the event loop runs if loops have held it for 4 ms: a loop over
 * reads cannot stop the process. Errors: PartUnavailable; the next read opens a new connection.
 */
export class Reader {
  private connection: Connection | null = null;
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly onWarn: (message: string) => void,
    private readonly clock: Pick<Clock, 'giveWay'>,
  ) {}

  async get(sql: string, ...params: readonly SqlValue[]): Promise<SqlRow | null> {
    const turn = this.clock.giveWay('read');
    if (turn !== null) await turn;
    return this.read(sql, (statement) => statement.get(...params) ?? null);
  }

  async all(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const turn = this.clock.giveWay('read');
    if (turn !== null) await turn;
    return this.read(sql, (statement) => statement.all(...params));
  }

  /** As {@link all}, each row as the values of its columns in their order: for lists, at two thirds of the time. */
  async lists(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlList[]> {
    const turn = this.clock.giveWay('read');
    if (turn !== null) await turn;
    return this.read(sql, (statement) => statement.all(...params) as unknown as readonly SqlList[], true);
  }

  /** Idempotent. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private read<R>(sql: string, run: (statement: StatementSync) => R, asLists = false): R {
    try {
      return run(this.prepared(sql, asLists));
    } catch (error) {
      if (this.closed) throw new PartUnavailable('store');
      this.onWarn(`a read failed: ${error instanceof Error ? error.message : String(error)}`);
      this.drop();
      throw failureOf(error);
    }
  }

  private prepared(sql: string, asLists: boolean): StatementSync {
    const { db, ofRows, ofLists } = this.open();
    const statements = asLists ? ofLists : ofRows;
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    statement.setReturnArrays(asLists);
    statements.set(sql, statement);
    return statement;
  }

  private open(): Connection {
    if (this.connection) return this.connection;
    if (this.closed) throw new PartUnavailable('store');
    const db = new DatabaseSync(this.file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    db.exec(`PRAGMA cache_size = ${CACHE_SIZE}; PRAGMA trusted_schema = OFF`);
    this.connection = { db, ofRows: new Map(), ofLists: new Map() };
    return this.connection;
  }

  private drop(): void {
    const lost = this.connection;
    this.connection = null;
    try {
      lost?.db.close();
    } catch (error) {
      this.onWarn(`a connection did not close: ${String(error)}`);
    }
  }
}
