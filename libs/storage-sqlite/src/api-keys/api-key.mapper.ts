import { API_KEY_FORMAT, overAt } from '#service-accounts';
import { jsonMapper } from '../engine/json-documents.js';

export const apiKeyMapper = jsonMapper('api_keys', API_KEY_FORMAT, {
  account_id: ({ accountId }) => accountId,
  over_at: overAt,
  remind_at: ({ remindAt }) => remindAt,
});
