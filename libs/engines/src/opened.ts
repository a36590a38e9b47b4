import type { DynamicModule } from '@nestjs/common';
import type { Roots } from '#kernel';
import type { KeyManagement } from '#keys';

/** The store's module, which opens the store itself as the application starts, and what its documents are read with. */
export interface OpenedStore {
  readonly store: DynamicModule;
  readonly roots: Roots;
}

/** One engine pair, opened. */
export interface Opened extends OpenedStore {
  readonly keyring: KeyManagement;
}
