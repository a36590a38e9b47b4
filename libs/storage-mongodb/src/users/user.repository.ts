import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type User, type UserFilter, UserStore } from '#users';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import type { SharedReads } from '../engine/shared-reads.js';
import { userMapper } from './user.mapper.js';
import type { UserRow } from './user.schema.js';

const VISIBLE = { published: 0 } as const;

export class MongoUserStore extends UserStore {
  override readonly users: MongoDocuments<User, UserRow>;
  private readonly byUsername: SharedReads<UserRow>;
  private readonly byEmailKey: SharedReads<UserRow>;

  constructor(
    private readonly rows: Model<UserRow>,
    clock: Clock,
  ) {
    super();
    this.users = new MongoDocuments(rows, userMapper, clock);
    this.byUsername = this.users.readsBy('username');
    this.byEmailKey = this.users.readsBy('emailKey');
  }

  findByUsername(username: string): Promise<Stored<User> | null> {
    return this.findBy(this.byUsername, username);
  }

  findByEmailKey(emailKey: string): Promise<Stored<User> | null> {
    return this.findBy(this.byEmailKey, emailKey);
  }

  async list(filter: UserFilter, after: string | null, limit: number): Promise<Stored<User>[]> {
    // The row of a fenced id has no username, so `$gt` never finds it.
    const username = { $gt: after ?? '', ...(filter.q ? { $regex: literally(filter.q) } : {}) };
    const query = {
      // Rows from before service accounts have no kind.
      kind: filter.kind === 'service' ? filter.kind : trusted({ $ne: 'service' as const }),
      ...(filter.ownerId === undefined ? {} : { ownerId: filter.ownerId }),
      username: trusted(username),
      state: filter.state ?? trusted({ $ne: 'deleted' as const }),
      ...(filter.role === undefined ? {} : { roles: filter.role }),
      ...(filter.expiresBefore === undefined ? {} : { expiresAt: trusted({ $lt: filter.expiresBefore }) }),
    };
    const rows = await reading(() => this.rows.find(query, VISIBLE).sort({ username: 1 }).limit(limit).lean().exec());
    return rows.map((row) => this.users.toStored(row));
  }

  async anyWithRole(role: string, now: number): Promise<boolean> {
    const ended = trusted({ $not: { $elemMatch: { name: role, expiresAt: { $lte: now } } } });
    const holder = { roles: role, state: trusted({ $ne: 'deleted' as const }), expiringRoles: ended };
    return (await reading(() => this.rows.findOne(holder, { _id: 1 }).lean().exec())) !== null;
  }

  countServices(): Promise<number> {
    const there = { kind: 'service' as const, state: trusted({ $ne: 'deleted' as const }) };
    return reading(() => this.rows.countDocuments(there).exec());
  }

  private async findBy(reads: SharedReads<UserRow>, key: string): Promise<Stored<User> | null> {
    const row = await reading(() => reads.find(key));
    return row && row.state !== 'deleted' ? this.users.toStored(row) : null;
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
