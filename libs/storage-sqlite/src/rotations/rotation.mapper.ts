import { ROTATION_FORMAT, slotOf } from '#keys';
import { jsonMapper } from '../engine/json-documents.js';

export const rotationMapper = jsonMapper('rotations', ROTATION_FORMAT, {
  ring: ({ ring }) => ring,
  slot: slotOf,
  next_at: ({ nextAt }) => nextAt,
  worker_until: ({ workerUntil }) => workerUntil,
});
