import { type AuthorizationModel, AuthorizationModelStore, MODEL_ID } from '#policies';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { authorizationModelMapper } from './authorization-model.mapper.js';

const REVISION = 'SELECT revision FROM authorization_models WHERE id = ?';

/** The authorization model on SQLite. */
export class SqliteAuthorizationModelStore extends AuthorizationModelStore {
  override readonly models: SqliteDocuments<AuthorizationModel>;

  constructor(private readonly database: Database) {
    super();
    this.models = new SqliteDocuments(database, authorizationModelMapper);
  }

  async revision(): Promise<number | null> {
    const row = await this.database.reader.get(REVISION, MODEL_ID);
    return row && integer(row.revision);
  }
}
