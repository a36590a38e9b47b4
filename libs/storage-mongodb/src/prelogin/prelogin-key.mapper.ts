import { PRELOGIN_KEY_ID, type PreloginKey } from '#auth';
import type { DocumentMapper } from '../documents.js';
import type { PreloginKeyRow } from './prelogin-key.schema.js';

export const preloginKeyMapper: DocumentMapper<PreloginKey, PreloginKeyRow> = {
  toFields: ({ key }) => ({ key }),
  toValue: ({ key }) => ({ id: PRELOGIN_KEY_ID, key }),
};
