import type { Documents } from '#kernel';
import type { AuthorizationModel } from '../domain/model.js';

/** Stores the authorization model: one document (id `model`), replaced by compare-and-set. */
export abstract class AuthorizationModelStore {
  abstract readonly models: Documents<AuthorizationModel>;

  /** The published revision only, for polling; null before the first model. It is cheap: it reads no content. */
  abstract revision(): Promise<number | null>;
}
