import { USER_FORMAT, type User } from '#users';
import { documentMapper } from '../engine/document-mapper.js';
import type { UserRow } from './user.schema.js';

export const userMapper = documentMapper<User, UserRow>(USER_FORMAT);
