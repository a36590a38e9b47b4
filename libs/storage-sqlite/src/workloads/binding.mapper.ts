import { BINDING_FORMAT } from '#service-accounts';
import { jsonMapper } from '../engine/json-documents.js';

export const bindingMapper = jsonMapper('bindings', BINDING_FORMAT, {
  account_id: ({ accountId }) => accountId,
  ended_at: ({ endedAt }) => endedAt,
});
