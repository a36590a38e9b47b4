import { type DynamicModule, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { StoreEngine } from '#kernel';
import { portProviders } from '#storage';
import { openSqliteStore, type SqliteStoreOptions } from './open-store.js';

const STORE = Symbol('the opened SQLite store');

/** Options, or a function that finds them when the module is built. */
export type SqliteModuleOptions = SqliteStoreOptions | (() => SqliteStoreOptions | Promise<SqliteStoreOptions>);

/** The embedded store: provides and exports every store port, and closes the file last of all at shutdown. */
@Module({})
export class StorageSqliteModule implements OnApplicationShutdown {
  constructor(private readonly engine: StoreEngine) {}

  static forRoot(options: SqliteModuleOptions): DynamicModule {
    const store: Provider = {
      provide: STORE,
      useFactory: async () => openSqliteStore(typeof options === 'function' ? await options() : options),
    };
    const ports = portProviders(STORE);
    return { module: StorageSqliteModule, providers: [store, ...ports], exports: ports.map(({ provide }) => provide) };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engine.close();
  }
}
