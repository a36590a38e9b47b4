import type { FactoryProvider } from '@nestjs/common';
import { STORE_PORTS, type StorePortName, type StorePorts } from './store-ports.js';

/** A Nest provider of each port. `store` is the token under which a module provides its opened {@link StorePorts}. */
export function portProviders(store: symbol): FactoryProvider[] {
  return (Object.keys(STORE_PORTS) as StorePortName[]).map((name) => ({
    provide: STORE_PORTS[name],
    inject: [store],
    useFactory: (opened: StorePorts) => opened[name],
  }));
}
