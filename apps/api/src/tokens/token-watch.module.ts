import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { NodeLeases } from '#audit';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { TokenWatch } from './token-watch.js';

/** `TokenWatch` is null with an embedded store: the keyring's lock keeps a second server off it. */
@Module({})
export class TokenWatchModule {
  static forRoot(logger: Logger): DynamicModule {
    return {
      module: TokenWatchModule,
      providers: [
        {
          provide: TokenWatch,
          inject: [NodeLeases, Roots, Config, Clock],
          useFactory: (leases: NodeLeases, roots: Roots, { store, tokens }: Config, clock: Clock) =>
            store.kind === 'sqlite' ? null : new TokenWatch(leases, roots, tokens, clock, logger),
        },
      ],
      exports: [TokenWatch],
    };
  }
}
