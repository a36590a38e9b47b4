import { CREATION_FORMAT, type Creation } from '#idempotency';
import { documentMapper } from '../engine/document-mapper.js';
import type { CreationRow } from './creation.schema.js';

export const creationMapper = documentMapper<Creation, CreationRow>(CREATION_FORMAT);
