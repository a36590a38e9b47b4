import type { Documents } from '#kernel';
import type { PreloginKey } from '../domain/prelogin-key.js';

export abstract class PreloginKeyStore {
  /** One document, id `prelogin`. */
  abstract readonly keys: Documents<PreloginKey>;
}
