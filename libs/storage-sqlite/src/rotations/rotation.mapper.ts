import { type Rotation, slotOf } from '#keys';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const rotationMapper: DocumentMapper<Rotation> = {
  table: 'rotations',
  columns: ['ring', 'slot', 'next_at', 'worker_until', 'body'],
  read: ['body'],
  toRow: (rotation) => [
    rotation.ring,
    slotOf(rotation),
    rotation.nextAt,
    rotation.workerUntil,
    JSON.stringify(rotation),
  ],
  fromRow: (row) => JSON.parse(text(row.body)),
};
