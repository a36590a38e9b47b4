import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { getConnectionToken, getModelToken, MongooseModule } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Clock, Tell } from '#kernel';
import { portProviders } from '#storage';
import { connectionOptions, type StorageMongodbOptions } from './engine/connection.js';
import { MODELS } from './models.js';
import { openMongodbStore } from './open-store.js';

const STORE = Symbol('the opened MongoDB store');

/** The module of the store. `close`: of its connection, if no application comes to be that would close it. Idempotent. */
export interface StorageMongodb extends DynamicModule {
  readonly close: () => Promise<void>;
}

/**
 * The production store: provides and exports every store port. The start fails with PartUnavailable if the server does
 * not answer within about 2 s, and with an error if the connection string weakens durability or TLS.
 */
@Module({})
export class StorageMongodbModule {
  static forRoot(options: StorageMongodbOptions, clock: Clock, tell: Tell = () => {}): StorageMongodb {
    let made: Connection | null = null;
    const keep = (opened: Connection): void => {
      made = opened;
    };
    const connection = MongooseModule.forRootAsync({ useFactory: () => connectionOptions(options, keep) });
    const store: FactoryProvider = {
      provide: STORE,
      // Every model is injected, so that all of them are registered before the store opens.
      inject: [getConnectionToken(), ...MODELS.map(({ name }) => getModelToken(name))],
      useFactory: (opened: Connection) => openMongodbStore(opened, clock, tell),
    };
    const ports = portProviders(STORE);
    return {
      module: StorageMongodbModule,
      imports: [connection, MongooseModule.forFeature(MODELS)],
      providers: [store, ...ports],
      exports: ports.map(({ provide }) => provide),
      close: async () => {
        await made?.destroy();
      },
    };
  }
}
