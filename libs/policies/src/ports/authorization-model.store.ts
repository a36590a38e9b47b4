import type { Documents } from '#kernel';
import type { AuthorizationModel } from '../domain/model.js';

/** The authorization model: one document (id `model`), published by compare-and-set. */
export abstract class AuthorizationModelStore {
  abstract readonly models: Documents<AuthorizationModel>;

  /** The published revision alone, for polling; null before the model was first made. Cheap: reads no content. */
  abstract revision(): Promise<number | null>;
}
