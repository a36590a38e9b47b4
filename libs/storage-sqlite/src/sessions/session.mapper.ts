import type { Session } from '#auth';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const sessionMapper: DocumentMapper<Session> = {
  table: 'sessions',
  columns: ['user_id', 'revoked_at', 'absolute_expires_at', 'body'],
  read: ['body'],
  toRow: (session) => [session.userId, session.revokedAt, session.absoluteExpiresAt, JSON.stringify(session)],
  fromRow: (row) => JSON.parse(text(row.body)),
};
