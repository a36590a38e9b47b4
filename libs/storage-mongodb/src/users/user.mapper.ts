import type { User } from '#users';
import type { DocumentMapper } from '../documents.js';
import type { UserRow } from './user.schema.js';

export const userMapper: DocumentMapper<User, UserRow> = {
  toFields: (user) => ({
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerified,
    emailKey: user.emailKey,
    state: user.state,
    roles: [...user.roles],
    authEpoch: user.authEpoch,
    passwordHash: user.passwordHash,
    pepperVersion: user.pepperVersion,
    passwordChangeRequired: user.passwordChangeRequired,
    encryptionSalt: user.encryptionSalt,
    kdf: { ...user.kdf },
    protectedUserKey: user.protectedUserKey,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  }),
  toValue: (row) => ({
    id: row._id,
    username: row.username,
    email: row.email,
    emailVerified: row.emailVerified,
    emailKey: row.emailKey,
    state: row.state,
    roles: row.roles,
    authEpoch: row.authEpoch,
    passwordHash: row.passwordHash,
    pepperVersion: row.pepperVersion,
    passwordChangeRequired: row.passwordChangeRequired,
    encryptionSalt: row.encryptionSalt,
    kdf: row.kdf,
    protectedUserKey: row.protectedUserKey,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }),
};
