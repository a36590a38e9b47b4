import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Config } from '#config';
import { Clock, Roots, SeenTimes, TimeKeeper } from '#kernel';
import { KeyManagement } from '#keys';
import { RoleHolders } from '#policies';
import { UserStore } from '#users';
import { openKeyring } from './keyrings.js';
import { StartNotices } from './start-notices.js';
import { openStore } from './stores.js';

/** Every port that the features need, on the engines that the configuration chooses. */
@Global()
@Module({})
export class EnginesModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly keeper: TimeKeeper,
  ) {}

  /**
   * Opens the keyring and the roots of trust; the store opens as the module starts. The keyring comes first: the local
   * one locks out a second server, and without Vault there is nothing to start. Throws StartError, with one clear line.
   */
  static async open(config: Config, clock: Clock): Promise<DynamicModule> {
    const keyring = await openKeyring(config.keyring);
    const { roots, store, notices } = await openStore(config.store, config.roots, clock);
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Roots, useValue: roots },
      { provide: KeyManagement, useValue: keyring },
      { provide: StartNotices, useValue: new StartNotices(notices) },
    ];
    const roleHolders = {
      provide: RoleHolders,
      useFactory: (users: UserStore): RoleHolders => ({ anyWith: (role) => users.anyWithRole(role) }),
      inject: [UserStore],
    };
    const keeper = {
      provide: TimeKeeper,
      useFactory: (times: SeenTimes) => new TimeKeeper(times, clock),
      inject: [SeenTimes],
    };
    return {
      module: EnginesModule,
      imports: [store],
      providers: [...values, roleHolders, keeper],
      exports: [...values.map(({ provide }) => provide), RoleHolders, TimeKeeper, store],
    };
  }

  /** Before any periodic work: a wait that a restart interrupted goes on. */
  async onModuleInit(): Promise<void> {
    await this.keeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.keeper.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keyring.close();
  }
}
