import type { Connection, Model, mongo } from 'mongoose';
import { PartUnavailable, StoreEngine, type ToldMigration } from '#kernel';
import { AuditProgressRow } from '../audit/audit-progress.schema.js';
import { NodeLeaseRow, SweepPlaceRow } from '../audit/node-lease.schema.js';
import { RateCounterRow } from '../rates/rate-counter.schema.js';
import { SeenTimeRow } from '../times/seen-time.schema.js';
import type { BackgroundWork } from './background-work.js';
import { assertSafe } from './connection.js';
import { EngineCheckRow } from './engine-check.schema.js';
import { deadline, orWhenDuplicate, reading, writing } from './failures.js';
import { StoreMigrations } from './migrations.js';
import { startFailure } from './start-failure.js';
import { StoreFormatRow } from './store-format.schema.js';

/**
 * How long a start waits for the indexes of a collection, in milliseconds. A server that needs longer goes on with them, and
 * the same command of the next try waits for that.
 */
const INDEX_BUILD_MS = 60_000;

const CHECK = 'check';

/** Collections whose rows do not make the store non-empty: leases, counters, markers. */
const OPERATIONAL: ReadonlySet<string> = new Set([
  AuditProgressRow.name,
  EngineCheckRow.name,
  NodeLeaseRow.name,
  RateCounterRow.name,
  SeenTimeRow.name,
  StoreFormatRow.name,
  SweepPlaceRow.name,
]);

export class MongodbEngine extends StoreEngine {
  private readonly checks: Model<EngineCheckRow>;

  private constructor(
    private readonly connection: Connection,
    private readonly background: BackgroundWork,
  ) {
    super();
    this.checks = connection.model<EngineCheckRow>(EngineCheckRow.name);
  }

  /**
   * Waits for the connection, verifies what it promises, brings the store to the present format and makes the indexes.
   * Closes the connection when one of these fails. A store of a newer format is refused before anything is written.
   */
  static async open(
    connection: Connection,
    background: BackgroundWork,
    told: ToldMigration,
    migrations = new StoreMigrations(connection),
  ): Promise<MongodbEngine> {
    const engine = new MongodbEngine(connection, background);
    try {
      await connection.asPromise();
      assertSafe(connection);
      const noted = await migrations.requireKnown();
      await engine.check();
      if (noted !== null || !(await engine.isEmpty())) told.begin(noted ?? 1);
      await migrations.run();
      await engine.makeIndexes();
      told.end();
      return engine;
    } catch (error) {
      await engine.close();
      throw startFailure(error);
    }
  }

  async check(): Promise<void> {
    const until = deadline();
    const count = () => this.checks.updateOne({ _id: CHECK }, { $inc: { count: 1 } }, { upsert: true }).exec();
    try {
      await orWhenDuplicate(writing(count, until), null);
    } catch (error) {
      throw new PartUnavailable('store', error);
    }
    await reading(() => this.checks.findOne({ _id: CHECK }).lean().exec(), until);
  }

  async isEmpty(): Promise<boolean> {
    const until = deadline();
    const kept = Object.values(this.connection.models).filter((model) => !OPERATIONAL.has(model.modelName));
    const found = await Promise.all(
      kept.map((model) => reading(() => model.findOne({}, { _id: 1 }).lean().exec(), until)),
    );
    return found.every((row) => row === null);
  }

  /** Null if the server does not tell the size of its disk. */
  async freeBytes(): Promise<number | null> {
    const { fsTotalSize, fsUsedSize } = (await reading(async () => this.connection.db?.stats())) ?? {};
    return typeof fsTotalSize === 'number' && typeof fsUsedSize === 'number' ? fsTotalSize - fsUsedSize : null;
  }

  /** Mongoose forgets the connection, too: a start that tries again leaves none behind. */
  async close(): Promise<void> {
    await this.background.stop();
    await this.connection.destroy();
  }

  /** One command for each collection. Indexes that are there cost the server next to nothing. */
  private async makeIndexes(): Promise<void> {
    for (const { schema, collection } of Object.values(this.connection.models)) {
      const indexes = schema.indexes().map(([key, options]) => ({ key, ...options }) as mongo.IndexDescription);
      if (indexes.length === 0) continue;
      await collection.createIndexes(indexes, { socketTimeoutMS: INDEX_BUILD_MS } as mongo.CreateIndexesOptions);
    }
  }
}
