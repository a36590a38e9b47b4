import { type Model, trusted } from 'mongoose';
import { type Challenge, ChallengeStore } from '#auth';
import type { Clock } from '#kernel';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { challengeMapper } from './challenge.mapper.js';
import type { ChallengeRow } from './challenge.schema.js';

export class MongoChallengeStore extends ChallengeStore {
  override readonly challenges: MongoDocuments<Challenge, ChallengeRow>;

  constructor(
    private readonly rows: Model<ChallengeRow>,
    clock: Clock,
  ) {
    super();
    this.challenges = new MongoDocuments(rows, challengeMapper, clock);
  }

  async expiredBefore(at: number, limit: number): Promise<string[]> {
    const expired = { expiresAt: trusted({ $lt: at }) };
    const rows = await reading(() =>
      this.rows.find(expired, { _id: 1 }).sort({ expiresAt: 1 }).limit(limit).lean().exec(),
    );
    return rows.map((row) => row._id);
  }

  async idsOf(userId: string, limit: number): Promise<string[]> {
    const rows = await reading(() => this.rows.find({ userId }, { _id: 1 }).limit(limit).lean().exec());
    return rows.map((row) => row._id);
  }
}
