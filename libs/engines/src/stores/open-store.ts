import type { DynamicModule } from '@nestjs/common';
import type { RootsConfig, StoreConfig } from '#config';
import type { Clock, Roots, Tell } from '#kernel';
import type { KeyManagement } from '#keys';

export type StoreKind = StoreConfig['kind'];
export type StoreConfigOf<K extends StoreKind> = Extract<StoreConfig, { kind: K }>;

export interface OpenedStore {
  /** The store's module. It opens the store itself as the application starts. */
  readonly store: DynamicModule;
  readonly roots: Roots;
  /** What the operator has to know of this start, one sentence or two each. */
  readonly notices: readonly string[];
  /** Ends what the module has opened, if no application comes to be that would close it. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a store of one kind. `keyring`: null for a command on a store that exists. `tell` is told of a migration. Throws
 * StartError, with one clear line.
 */
export type OpenStore<K extends StoreKind> = (
  store: StoreConfigOf<K>,
  roots: RootsConfig,
  keyring: KeyManagement | null,
  clock: Clock,
  tell: Tell,
) => OpenedStore | Promise<OpenedStore>;
