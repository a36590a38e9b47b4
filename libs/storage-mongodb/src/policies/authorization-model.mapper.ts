import { type AuthorizationModel, MODEL_FORMAT } from '#policies';
import type { DocumentMapper } from '../documents.js';
import type { AuthorizationModelRow } from './authorization-model.schema.js';

export const authorizationModelMapper: DocumentMapper<AuthorizationModel, AuthorizationModelRow> = {
  toFields(model) {
    const { id: _, format, ...content } = MODEL_FORMAT.toStored(model);
    return { format, content: JSON.stringify(content) };
  },
  toValue: ({ _id, format, content }) => MODEL_FORMAT.fromStored({ ...JSON.parse(content), id: _id, format }),
};
