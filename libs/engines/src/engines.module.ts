import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CheckpointSigner, SigningHead } from '#audit-proofs';
import { Config } from '#config';
import {
  Clock,
  type Room,
  Roots,
  SeenTimes,
  StartNotices,
  StoreEngine,
  StoreRoom,
  type Tell,
  TimeKeeper,
} from '#kernel';
import { KeyManagement } from '#keys';
import { RoleHolders } from '#policies';
import { UserStore } from '#users';
import { closeEngines } from './closing.js';
import { type Keyring, openKeyring } from './keyrings.js';
import { StartWait } from './start-wait.js';
import type { OpenedStore } from './stores/open-store.js';
import { openStore, requireStore, storeFailure } from './stores.js';

const log = new Logger('store');
const MIB = 1_048_576;

function report(room: Room, freeBytes: number): void {
  const text = `the disk of the store has ${Math.floor(freeBytes / MIB)} MiB free: ${ROOMS[room]}`;
  if (room === 'ample') log.log(text);
  else log.warn(text);
}

/** The module of the engines. `close`: of what is open already, if no application comes to be that would close it. */
export interface OpenedEngines extends DynamicModule {
  readonly close: () => Promise<void>;
}

/** The operator sees at once what is wrong with both engines. */
async function refuse(failure: unknown, { store }: Config): Promise<never> {
  const other = await storeFailure(store);
  throw other === null ? failure : new AggregateError([failure, other]);
}

const ROOMS: Readonly<Record<Room, string>> = {
  ample: 'everything works',
  low: 'below the reserve (STORE_RESERVE_MIB) only reading and deleting will work',
  reserve: 'only reading, deleting and logins of administrators work',
  last: 'only lists, deleting, logins of administrators and reading the audit work',
};

/** Every port that the features need, on the engines that the configuration chooses. */
@Global()
@Module({})
export class EnginesModule implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly keeper: TimeKeeper,
    private readonly room: StoreRoom,
  ) {}

  /**
   * Opens the keyring and the roots of trust; the store opens as the module starts. The keyring comes first: the local
   * one locks out a second server, and without Vault there is nothing to start. Throws StartError, with one clear line; an
   * AggregateError of two if the store would not open either. `tell` is told of a migration. `wait`: for engines that do not
   * answer yet.
   */
  static async open(
    config: Config,
    clock: Clock,
    tell: Tell,
    wait: StartWait = StartWait.none(clock),
  ): Promise<OpenedEngines> {
    const keyring = await wait.until(() => openKeyring(config.keyring).catch((error) => refuse(error, config)));
    try {
      // A whole start with its login at Vault is too much for each try at a store that is away: it is asked alone.
      if (wait.hasFailed) await wait.until(() => requireStore(config.store));
      const opened = await openStore(config.store, config.roots, keyring, clock, tell);
      return EnginesModule.on(config, clock, keyring, opened);
    } catch (error) {
      await keyring.close();
      throw error;
    }
  }

  private static on(config: Config, clock: Clock, keyring: Keyring, opened: OpenedStore): OpenedEngines {
    const { roots, store, notices } = opened;
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Roots, useValue: roots },
      { provide: KeyManagement, useValue: keyring },
      { provide: SigningHead, useValue: keyring.head },
      { provide: CheckpointSigner, useValue: keyring.signer },
      { provide: StartNotices, useValue: new StartNotices(notices) },
    ];
    const roleHolders = {
      provide: RoleHolders,
      useFactory: (users: UserStore): RoleHolders => ({ anyWith: (role) => users.anyWithRole(role, clock.now()) }),
      inject: [UserStore],
    };
    const room = {
      provide: StoreRoom,
      useFactory: (engine: StoreEngine) =>
        new StoreRoom(engine, clock, config.storeReserveBytes, (state, free) => report(state, free)),
      inject: [StoreEngine],
    };
    const keeper = {
      provide: TimeKeeper,
      useFactory: (times: SeenTimes) => new TimeKeeper(times, clock),
      inject: [SeenTimes],
    };
    return {
      module: EnginesModule,
      imports: [store],
      providers: [...values, roleHolders, room, keeper],
      exports: [...values.map(({ provide }) => provide), RoleHolders, StoreRoom, TimeKeeper, store],
      close: () => closeEngines(opened, keyring, clock),
    };
  }

  /** Before any periodic work: a wait that a restart interrupted goes on. */
  async onModuleInit(): Promise<void> {
    await this.keeper.start();
    await this.room.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.room.stop();
    await this.keeper.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keyring.close();
  }
}
