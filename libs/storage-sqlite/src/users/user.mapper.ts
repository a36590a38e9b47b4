import type { User } from '#users';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const userMapper: DocumentMapper<User> = {
  table: 'users',
  columns: ['username', 'email_key', 'state', 'roles', 'body'],
  read: ['body'],
  toRow: (user) => [user.username, user.emailKey, user.state, JSON.stringify(user.roles), JSON.stringify(user)],
  fromRow: (row) => JSON.parse(text(row.body)),
};
