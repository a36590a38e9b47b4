import { type Challenge, ChallengeStore } from '#auth';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { expiredIds } from '../engine/json-documents.js';
import { text } from '../engine/sql.js';
import { challengeMapper } from './challenge.mapper.js';

/** The reads of many rows. Exported for the test of their query plans. */
export const CHALLENGE_READS = {
  ofUser: "SELECT id FROM challenges WHERE body ->> '$.userId' = ? LIMIT ?",
} as const;

/** Challenges on SQLite: MFA logins, password resets and e-mail verifications under way. */
export class SqliteChallengeStore extends ChallengeStore {
  override readonly challenges: SqliteDocuments<Challenge>;

  constructor(private readonly database: Database) {
    super();
    this.challenges = new SqliteDocuments(database, challengeMapper);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    return expiredIds(this.database, challengeMapper.table, at, limit);
  }

  async idsOf(userId: string, limit: number): Promise<string[]> {
    return (await this.database.reader.all(CHALLENGE_READS.ofUser, userId, limit)).map((row) => text(row.id));
  }
}
