import { type Rotation, slotOf } from '#keys';
import type { DocumentMapper } from '../documents.js';
import type { RotationRow } from './rotation.schema.js';

export const rotationMapper: DocumentMapper<Rotation, RotationRow> = {
  toFields: (rotation) => ({
    ring: rotation.ring,
    slot: slotOf(rotation),
    phase: rotation.phase,
    state: rotation.state,
    version: rotation.version,
    progress: { ...rotation.progress },
    place: rotation.place,
    passStartedAt: rotation.passStartedAt,
    passMoved: rotation.passMoved,
    startedAt: rotation.startedAt,
    startedBy: { ...rotation.startedBy },
    finishedAt: rotation.finishedAt,
    nextAt: rotation.nextAt,
    worker: rotation.worker,
    workerUntil: rotation.workerUntil,
  }),
  toValue: (row) => ({
    id: row._id,
    ring: row.ring,
    phase: row.phase,
    state: row.state,
    version: row.version,
    progress: row.progress,
    place: row.place,
    passStartedAt: row.passStartedAt,
    passMoved: row.passMoved,
    startedAt: row.startedAt,
    startedBy: row.startedBy,
    finishedAt: row.finishedAt,
    nextAt: row.nextAt,
    worker: row.worker,
    workerUntil: row.workerUntil,
  }),
};
