import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import type { OpenedStore } from './opened.js';
import { requireStarted } from './started.js';

async function open({ engines, roots }: Config, clock: Clock): Promise<OpenedStore> {
  if (engines.kind === 'embedded') return (await import('./embedded.js')).openEmbeddedStore(engines, roots, clock);
  return (await import('./production.js')).openProductionStore(engines, roots);
}

/** The store's ports and the roots of trust without the keyring: for a command that may run beside a server. */
@Global()
@Module({})
export class StoreModule {
  /** Of a place that a server was started on. Throws one clear line. */
  static async open(config: Config, clock: Clock): Promise<DynamicModule> {
    requireStarted(config);
    const opened = await open(config, clock);
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Roots, useValue: opened.roots },
    ];
    return {
      module: StoreModule,
      imports: [opened.store],
      providers: values,
      exports: [...values.map(({ provide }) => provide), opened.store],
    };
  }
}
