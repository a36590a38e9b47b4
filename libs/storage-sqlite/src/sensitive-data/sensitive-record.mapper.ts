import { SENSITIVE_RECORD_FORMAT } from '#sensitive-data';
import { jsonMapper } from '../engine/json-documents.js';

export const sensitiveRecordMapper = jsonMapper('sensitive_data', SENSITIVE_RECORD_FORMAT, {
  owner_id: ({ ownerId }) => ownerId,
});
