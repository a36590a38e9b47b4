import type { Stored } from '#kernel';
import { type User, type UserFilter, UserStore } from '#users';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { userMapper } from './user.mapper.js';

const USER = 'SELECT revision, body FROM users';
const BY_USERNAME = `${USER} WHERE username = ? AND state <> 'deleted'`;
const BY_EMAIL_KEY = `${USER} WHERE email_key = ? AND state <> 'deleted'`;
const HOLDS = 'EXISTS (SELECT 1 FROM user_roles WHERE user_roles.id = users.id AND role = ?)';
const EXPIRES_BEFORE = "json_extract(body, '$.expiresAt') < ?";
const HAS_ENDED = `EXISTS (
  SELECT 1 FROM json_each(body, '$.expiringRoles') AS one
  WHERE json_extract(one.value, '$.name') = role AND json_extract(one.value, '$.expiresAt') <= ?)`;
const ANY_WITH_ROLE = `
  SELECT 1 FROM user_roles JOIN users ON users.id = user_roles.id
  WHERE role = ? AND state <> 'deleted' AND NOT ${HAS_ENDED} LIMIT 1`;
const SERVICES = "SELECT count(*) AS found FROM users WHERE kind = 'service' AND state <> 'deleted'";

/** Accounts on SQLite. */
export class SqliteUserStore extends UserStore {
  override readonly users: SqliteDocuments<User>;

  constructor(private readonly database: Database) {
    super();
    this.users = new SqliteDocuments(database, userMapper);
  }

  async findByUsername(username: string): Promise<Stored<User> | null> {
    return this.find(BY_USERNAME, username);
  }

  async findByEmailKey(emailKey: string): Promise<Stored<User> | null> {
    return this.find(BY_EMAIL_KEY, emailKey);
  }

  async list(filter: UserFilter, after: string | null, limit: number): Promise<Stored<User>[]> {
    const conditions: [string, SqlValue][] = [['username > ?', after ?? '']];
    conditions.push(['kind = ?', filter.kind]);
    if (filter.ownerId !== undefined) conditions.push(['owner_id IS ?', filter.ownerId]);
    if (filter.q !== undefined) conditions.push(['instr(username, ?) > 0', filter.q]);
    if (filter.role !== undefined) conditions.push([HOLDS, filter.role]);
    if (filter.expiresBefore !== undefined) conditions.push([EXPIRES_BEFORE, filter.expiresBefore]);
    if (filter.state === undefined) conditions.push(['state <> ?', 'deleted']);
    else conditions.push(['state = ?', filter.state]);
    const where = conditions.map(([condition]) => condition).join(' AND ');
    const values = conditions.map(([, value]) => value);
    const rows = await this.database.reader.all(`${USER} WHERE ${where} ORDER BY username LIMIT ?`, ...values, limit);
    return rows.map((row) => this.users.toStored(row));
  }

  async anyWithRole(role: string, now: number): Promise<boolean> {
    return (await this.database.reader.get(ANY_WITH_ROLE, role, now)) !== null;
  }

  async countServices(): Promise<number> {
    return integer((await this.database.reader.get(SERVICES))?.found);
  }

  private async find(sql: string, key: string): Promise<Stored<User> | null> {
    const row = await this.database.reader.get(sql, key);
    return row && this.users.toStored(row);
  }
}
