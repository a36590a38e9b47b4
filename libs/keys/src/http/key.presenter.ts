import { timestamp } from '#access';
import type { MasterView } from '../application/administration/key-administration.js';
import { keyName, type Rotation } from '../domain/rotation.js';
import type { MasterKeyAnswer, RotationAnswer } from './dto/key.answers.js';

export function rotationAnswer(rotation: Rotation): RotationAnswer {
  const { done, total, failed } = rotation.progress;
  return {
    id: rotation.id,
    ring: keyName(rotation.ring),
    state: rotation.state,
    version: rotation.version,
    progress: { done, total, failed },
    started_at: timestamp(rotation.startedAt),
    started_by: rotation.startedBy.id,
    finished_at: timestamp(rotation.finishedAt),
  };
}

export function masterAnswer({ versions, running }: MasterView): MasterKeyAnswer {
  return {
    versions: versions.map(({ version, state, references, createdAt, retiredAt }) => ({
      version,
      state,
      references,
      created_at: timestamp(createdAt),
      retired_at: timestamp(retiredAt),
    })),
    rotation: running?.id ?? null,
  };
}
