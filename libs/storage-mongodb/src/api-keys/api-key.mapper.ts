import { API_KEY_FORMAT, type ApiKey, overAt } from '#service-accounts';
import { documentMapper } from '../engine/document-mapper.js';
import type { ApiKeyRow } from './api-key.schema.js';

export const apiKeyMapper = documentMapper<ApiKey, ApiKeyRow>(API_KEY_FORMAT, { overAt });
