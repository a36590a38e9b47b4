import type { DynamicModule } from '@nestjs/common';
import type { Roots } from '#kernel';
import type { KeyManagement } from '#keys';

/** One engine pair, opened: the store's module opens the store itself as the application starts. */
export interface Opened {
  readonly store: DynamicModule;
  readonly keyring: KeyManagement;
  readonly roots: Roots;
}
