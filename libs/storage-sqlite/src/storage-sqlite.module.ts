import { type DynamicModule, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { StoreEngine } from '#kernel';
import { portProviders, type StorePorts } from '#storage';
import { openSqliteStore, type SqliteStoreOptions } from './open-store.js';

const STORE = Symbol('the opened SQLite store');

/** Options, or a function that finds them when the module is built. */
export type SqliteModuleOptions = SqliteStoreOptions | (() => SqliteStoreOptions | Promise<SqliteStoreOptions>);

/** The module of the store. `close`: of its file, if no application comes to be that would close it. Idempotent. */
export interface StorageSqlite extends DynamicModule {
  readonly close: () => Promise<void>;
}

/** The embedded store: provides and exports every store port, and closes the file last of all at shutdown. */
@Module({})
export class StorageSqliteModule implements OnApplicationShutdown {
  constructor(private readonly engine: StoreEngine) {}

  static forRoot(options: SqliteModuleOptions): StorageSqlite {
    let opening: Promise<StorePorts> | null = null;
    const open = async () => openSqliteStore(typeof options === 'function' ? await options() : options);
    const useFactory = () => {
      opening = open();
      return opening;
    };
    const store: Provider = { provide: STORE, useFactory };
    const ports = portProviders(STORE);
    return {
      module: StorageSqliteModule,
      providers: [store, ...ports],
      exports: ports.map(({ provide }) => provide),
      close: async () => {
        // A store that does not open has closed itself. One that still opens is waited for.
        const opened = await opening?.catch(() => null);
        await opened?.engine.close();
      },
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engine.close();
  }
}
