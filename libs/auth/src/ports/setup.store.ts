import type { Documents } from '#kernel';
import type { Setup } from '../domain/setup.js';

export abstract class SetupStore {
  /** One document, id `setup`. */
  abstract readonly setups: Documents<Setup>;
}
