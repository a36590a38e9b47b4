import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock, StoreEngine } from '#kernel';
import {
  InMemoryEngine,
  InMemoryKeyRingStore,
  InMemoryKeyring,
  ManualClock,
} from '../../../test/factories/keys-in-memory.js';
import { KeyCeremony } from './application/key-ceremony.js';
import { Sealing } from './application/sealing.js';
import { KeysModule } from './keys.module.js';
import { KeyManagement } from './ports/key-management.js';
import { KeyRingStore } from './ports/key-ring.store.js';

const store = new InMemoryKeyRingStore();

@Global()
@Module({
  providers: [
    { provide: Clock, useValue: new ManualClock() },
    { provide: KeyRingStore, useValue: store },
    { provide: StoreEngine, useValue: new InMemoryEngine(store) },
    { provide: KeyManagement, useValue: new InMemoryKeyring() },
  ],
  exports: [Clock, KeyRingStore, StoreEngine, KeyManagement],
})
class Engines {}

@Module({ imports: [Engines, KeysModule] })
class App {}

describe('the keys module', () => {
  it('finds its ports in the global engines module, and ends with nothing under way', async () => {
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    await app.get(KeyCeremony).start();
    expect(app.get(Sealing)).toBeInstanceOf(Sealing);
    await app.close();
  });
});
