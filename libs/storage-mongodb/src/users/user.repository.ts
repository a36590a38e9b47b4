import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type User, type UserFilter, type UserScan, UserStore } from '#users';
import { MongoDocuments } from '../documents.js';
import { deadline, reading } from '../engine/failures.js';
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

  async list(filter: UserFilter, after: string | null, most: number): Promise<UserScan> {
    const until = deadline();
    // The row of a fenced id has no username, so `$gt` never finds it.
    const behind = { $gt: after ?? '' };
    const end = await this.lastOf(filter, behind, most, until);
    const upTo = end === null ? {} : { $lte: end };
    const query = {
      // Rows from before service accounts have no kind.
      kind: filter.kind === 'service' ? filter.kind : trusted({ $ne: 'service' as const }),
      ...(filter.ownerId === undefined ? {} : { ownerId: filter.ownerId }),
      username: trusted({ ...behind, ...upTo, ...(filter.q ? { $regex: literally(filter.q) } : {}) }),
      state: filter.state ?? trusted({ $ne: 'deleted' as const }),
      ...(filter.role === undefined ? {} : { roles: filter.role }),
      ...(filter.expiresBefore === undefined ? {} : { expiresAt: trusted({ $lt: filter.expiresBefore }) }),
    };
    const find = () => this.rows.find(query, VISIBLE).sort({ username: 1 }).limit(most).lean().exec();
    const found = (await reading(find, until)).map((row) => this.users.toStored(row));
    // Accounts that were made meanwhile may be more than fit.
    return { found, next: found.length < most ? end : (found.at(-1)?.value.username ?? end) };
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

  /** The username of the last of `most` accounts that a list looks at; null: there are fewer. It reads an index only. */
  private async lastOf(
    { kind, ownerId }: UserFilter,
    behind: { readonly $gt: string },
    most: number,
    until: number,
  ): Promise<string | null> {
    const query = {
      ...(kind === 'service' && { kind, ...(ownerId !== undefined && { ownerId }) }),
      username: trusted(behind),
    };
    const names = { username: 1, _id: 0 } as const;
    const find = () =>
      this.rows
        .find(query, names)
        .sort({ username: 1 })
        .skip(most - 1)
        .limit(1)
        .lean()
        .exec();
    const [last] = await reading(find, until);
    return last?.username ?? null;
  }

  private async findBy(reads: SharedReads<UserRow>, key: string): Promise<Stored<User> | null> {
    const row = await reading(() => reads.find(key));
    return row && row.state !== 'deleted' ? this.users.toStored(row) : null;
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
