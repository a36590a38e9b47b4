import { type AuthorizationModel, MODEL_ID } from '#policies';
import type { DocumentMapper } from '../documents.js';
import type { AuthorizationModelRow } from './authorization-model.schema.js';

type Content = Omit<AuthorizationModel, 'id'>;

export const authorizationModelMapper: DocumentMapper<AuthorizationModel, AuthorizationModelRow> = {
  toFields: ({ roles, policies, administrators }) => ({
    content: JSON.stringify({ roles, policies, administrators } satisfies Content),
  }),
  toValue: ({ content }) => {
    const { roles, policies, administrators } = JSON.parse(content) as Content;
    return { id: MODEL_ID, roles, policies, administrators };
  },
};
