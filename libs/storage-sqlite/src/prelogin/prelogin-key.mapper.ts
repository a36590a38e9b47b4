import type { PreloginKey } from '#auth';
import type { DocumentMapper } from '../documents.js';
import { jsonMapper } from '../engine/json.mapper.js';

export const preloginKeyMapper: DocumentMapper<PreloginKey> = jsonMapper('prelogin_keys');
