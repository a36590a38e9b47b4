import type { AuthorizationModel } from '#policies';
import type { DocumentMapper } from '../documents.js';
import { jsonMapper } from '../engine/json.mapper.js';

export const authorizationModelMapper: DocumentMapper<AuthorizationModel> = jsonMapper('authorization_models');
