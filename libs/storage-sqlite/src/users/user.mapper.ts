import { USER_FORMAT } from '#users';
import { jsonMapper } from '../engine/json-documents.js';

export const userMapper = jsonMapper('users', USER_FORMAT, {
  username: ({ username }) => username,
  email_key: ({ emailKey }) => emailKey,
  state: ({ state }) => state,
  roles: ({ roles }) => JSON.stringify(roles),
  kind: ({ kind }) => kind,
  owner_id: ({ ownerId }) => ownerId,
});
