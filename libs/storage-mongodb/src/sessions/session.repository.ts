import { type Model, trusted } from 'mongoose';
import { type Session, SessionStore } from '#auth';
import type { Clock, Stored } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { sessionMapper } from './session.mapper.js';
import type { SessionRow } from './session.schema.js';

export class MongoSessionStore extends SessionStore {
  override readonly sessions: MongoDocuments<Session, SessionRow>;

  constructor(
    private readonly rows: Model<SessionRow>,
    clock: Clock,
  ) {
    super();
    this.sessions = new MongoDocuments(rows, sessionMapper, clock);
  }

  async liveOf(userId: string, before: string | null, limit: number): Promise<Stored<Session>[]> {
    const older = before === null ? {} : { _id: trusted({ $lt: before }) };
    const live = { userId, revokedAt: null, ...older };
    const rows = await reading(() =>
      this.rows.find(live, { published: 0 }).sort({ _id: -1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => this.sessions.toStored(row));
  }

  async idsOf(userId: string, limit: number): Promise<string[]> {
    const rows = await reading(() => this.rows.find({ userId }, { _id: 1 }).limit(limit).lean().exec());
    return rows.map((row) => row._id);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = { absoluteExpiresAt: trusted({ $lt: at }) };
    const rows = await reading(() =>
      this.rows.find(expired, { _id: 1 }).sort({ absoluteExpiresAt: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => row._id);
  }
}
