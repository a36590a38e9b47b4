import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '#config';
import { Clock, Roots, type Tell } from '#kernel';
import { requireStarted } from './stores/sqlite-place.js';
import { openStore } from './stores.js';

/** The store's ports and the roots of trust without the keyring: for a command that may run beside a server. */
@Global()
@Module({})
export class StoreModule {
  /** A server must have run on the store before. `tell` is told of a migration. Throws StartError, with one clear line. */
  static async open(config: Config, clock: Clock, tell: Tell): Promise<DynamicModule> {
    requireStarted(config);
    const { roots, store } = await openStore(config.store, config.roots, null, clock, tell);
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Roots, useValue: roots },
    ];
    return {
      module: StoreModule,
      imports: [store],
      providers: values,
      exports: [...values.map(({ provide }) => provide), store],
    };
  }
}
