import { SETUP_ID, type Setup } from '#auth';
import type { DocumentMapper } from '../documents.js';
import type { SetupRow } from './setup.schema.js';

export const setupMapper: DocumentMapper<Setup, SetupRow> = {
  toFields: ({ state, tokenHash, tokenExpiresAt, userId }) => ({ state, tokenHash, tokenExpiresAt, userId }),
  toValue: ({ state, tokenHash, tokenExpiresAt, userId }) => ({
    id: SETUP_ID,
    state,
    tokenHash,
    tokenExpiresAt,
    userId,
  }),
};
