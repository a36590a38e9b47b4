import { MODEL_FORMAT } from '#policies';
import { jsonMapper } from '../engine/json-documents.js';

export const authorizationModelMapper = jsonMapper('authorization_models', MODEL_FORMAT);
