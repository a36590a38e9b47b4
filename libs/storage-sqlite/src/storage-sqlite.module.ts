import { type DynamicModule, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { AuditLog, NodeLeases } from '#audit';
import { ChallengeStore, LockoutStore, PreloginKeyStore, SessionStore, SetupStore } from '#auth';
import { VaultStore } from '#entries';
import { CreationStore } from '#idempotency';
import { RateCounters, StoreEngine } from '#kernel';
import { KeyRingStore, RotationStore } from '#keys';
import { AuthorizationModelStore } from '#policies';
import { SecretStore } from '#secrets';
import { SensitiveDataStore } from '#sensitive-data';
import { UserStore } from '#users';
import type { DatabaseOptions } from './engine/database.js';
import { openSqliteStore, type SqliteStore } from './open-store.js';

const STORE = Symbol('the opened SQLite store');

const PORTS = {
  engine: StoreEngine,
  secrets: SecretStore,
  audit: AuditLog,
  leases: NodeLeases,
  users: UserStore,
  sessions: SessionStore,
  setups: SetupStore,
  lockouts: LockoutStore,
  challenges: ChallengeStore,
  preloginKeys: PreloginKeyStore,
  models: AuthorizationModelStore,
  rings: KeyRingStore,
  sensitiveData: SensitiveDataStore,
  vaults: VaultStore,
  rotations: RotationStore,
  creations: CreationStore,
  counters: RateCounters,
} as const;

/** Options, or what finds them out when the module is built. */
export type SqliteModuleOptions = DatabaseOptions | (() => DatabaseOptions | Promise<DatabaseOptions>);

/** The embedded store: provides and exports every store port; lets go of the file last of all at shutdown. */
@Module({})
export class StorageSqliteModule implements OnApplicationShutdown {
  constructor(private readonly engine: StoreEngine) {}

  static forRoot(options: SqliteModuleOptions): DynamicModule {
    const store: Provider = {
      provide: STORE,
      useFactory: async () => openSqliteStore(typeof options === 'function' ? await options() : options),
    };
    const ports = (Object.keys(PORTS) as (keyof typeof PORTS)[]).map((name) => ({
      provide: PORTS[name],
      useFactory: (opened: SqliteStore) => opened[name],
      inject: [STORE],
    }));
    return { module: StorageSqliteModule, providers: [store, ...ports], exports: Object.values(PORTS) };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engine.close();
  }
}
