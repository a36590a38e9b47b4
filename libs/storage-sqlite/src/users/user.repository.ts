import type { Stored } from '#kernel';
import { type User, type UserFilter, type UserScan, UserStore } from '#users';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { mapped } from '../engine/mapped.js';
import { integer, text } from '../engine/sql.js';
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
/** Where a list goes on. The indexes of service accounts name their kind. */
const BEHIND = { person: 'username > ?', service: "kind = 'service' AND username > ?" } as const;

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

  async list(filter: UserFilter, after: string | null, most: number): Promise<UserScan> {
    const [sql, values] = userScan(filter, after, most);
    const rows = await this.database.reader.all(sql, ...values);
    const matching = rows.filter(({ body }) => body !== null);
    const found = await mapped(this.database.clock, matching, (row) => this.users.toStored(row));
    return { found, next: rows.length < most ? null : text(rows.at(-1)?.username) };
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

/**
 * A read of the next `most` accounts, each with its document if it matches. The conditions are not in WHERE: there a rare
 * match would let one statement read the whole store. Exported for the test of its plan.
 */
export function userScan(filter: UserFilter, after: string | null, most: number): [sql: string, values: SqlValue[]] {
  const matches: [string, SqlValue][] = [['kind = ?', filter.kind]];
  if (filter.q !== undefined) matches.push(['instr(username, ?) > 0', filter.q]);
  if (filter.role !== undefined) matches.push([HOLDS, filter.role]);
  if (filter.expiresBefore !== undefined) matches.push([EXPIRES_BEFORE, filter.expiresBefore]);
  if (filter.state === undefined) matches.push(['state <> ?', 'deleted']);
  else matches.push(['state = ?', filter.state]);
  const places: [string, SqlValue][] = [[BEHIND[filter.kind], after ?? '']];
  if (filter.ownerId !== undefined) {
    (filter.kind === 'service' ? places : matches).push(['owner_id IS ?', filter.ownerId]);
  }
  const [isMatch, isPlace] = [matches, places].map((all) => all.map(([condition]) => condition).join(' AND '));
  const columns = `username, revision, iif(${isMatch}, body, NULL) AS body`;
  const sql = `SELECT ${columns} FROM users WHERE ${isPlace} ORDER BY username LIMIT ?`;
  return [sql, [...[...matches, ...places].map(([, value]) => value), most]];
}
