import { dueAt, WRAP_FORMAT, type Wrap } from '#handover';
import { jsonMapper } from '../engine/json-documents.js';

export const wrapMapper = jsonMapper<Wrap>('wraps', WRAP_FORMAT, {
  maker_id: ({ makerId }) => makerId,
  subject_id: ({ subjectId }) => subjectId,
  is_sealed: ({ sealed }) => (sealed === null ? 0 : 1),
  expires_at: ({ expiresAt }) => expiresAt,
  due_at: dueAt,
});
