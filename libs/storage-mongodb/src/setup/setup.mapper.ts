import { SETUP_FORMAT, type Setup } from '#auth';
import { documentMapper } from '../engine/document-mapper.js';
import type { SetupRow } from './setup.schema.js';

export const setupMapper = documentMapper<Setup, SetupRow>(SETUP_FORMAT);
