import { ROTATION_FORMAT, type Rotation, slotOf } from '#keys';
import { documentMapper } from '../engine/document-mapper.js';
import type { RotationRow } from './rotation.schema.js';

export const rotationMapper = documentMapper<Rotation, RotationRow>(ROTATION_FORMAT, { slot: slotOf });
