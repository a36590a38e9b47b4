import type { Setup } from '#auth';
import type { DocumentMapper } from '../documents.js';
import { jsonMapper } from '../engine/json.mapper.js';

export const setupMapper: DocumentMapper<Setup> = jsonMapper('setups');
