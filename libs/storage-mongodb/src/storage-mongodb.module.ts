import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { connectionOptions, type StorageMongodbOptions } from './engine/connection.js';
import { BACKGROUND_WORK, MODELS, PORTS } from './providers.js';

/** {@link StorageMongodbOptions} from a factory. */
export interface StorageMongodbAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: (...args: never[]) => StorageMongodbOptions | Promise<StorageMongodbOptions>;
}

type UntypedFactory = (...args: unknown[]) => StorageMongodbOptions | Promise<StorageMongodbOptions>;

/**
 * The production store. It starts only with a server that answers within about 2 s and keeps what it acknowledges;
 * otherwise the start fails with PartUnavailable.
 */
@Module({})
export class StorageMongodbModule {
  static forRoot(options: StorageMongodbOptions): DynamicModule {
    return StorageMongodbModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports, inject, useFactory }: StorageMongodbAsyncOptions): DynamicModule {
    const connection = MongooseModule.forRootAsync({
      imports,
      inject,
      useFactory: async (...args) => connectionOptions(await (useFactory as UntypedFactory)(...args)),
    });
    return {
      module: StorageMongodbModule,
      imports: [connection, MongooseModule.forFeature(MODELS)],
      providers: [BACKGROUND_WORK, ...PORTS],
      exports: PORTS.map(({ provide }) => provide),
    };
  }
}
