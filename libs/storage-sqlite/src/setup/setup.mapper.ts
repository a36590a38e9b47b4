import { SETUP_FORMAT } from '#auth';
import { jsonMapper } from '../engine/json-documents.js';

export const setupMapper = jsonMapper('setups', SETUP_FORMAT);
