import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '#config';
import { Clock, Roots, StoreEngine } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { KeyCeremony } from './application/rings/key-ceremony.js';
import { Sealing } from './application/sealing/sealing.js';
import { KeysModule } from './keys.module.js';
import { KeySettings } from './ports/key.settings.js';
import { KeyManagement } from './ports/key-management.js';
import { KeyRingStore } from './ports/key-ring.store.js';
import { InMemoryEngine, InMemoryKeyRingStore, InMemoryKeyring } from './testing/keys-in-memory.js';

const store = new InMemoryKeyRingStore();

@Global()
@Module({
  providers: [
    { provide: Roots, useValue: someRoots() },
    { provide: Clock, useValue: new ManualClock() },
    { provide: Config, useValue: { keys: { destroyAfterSeconds: 3_600 } } },
    { provide: KeyRingStore, useValue: store },
    { provide: StoreEngine, useValue: new InMemoryEngine(store) },
    { provide: KeyManagement, useValue: new InMemoryKeyring() },
  ],
  exports: [Roots, Clock, Config, KeyRingStore, StoreEngine, KeyManagement],
})
class Engines {}

@Module({ imports: [Engines, KeysModule] })
class App {}

describe('the keys module', () => {
  it('finds its ports in the global engines module, and closes', async () => {
    const app = await NestFactory.createApplicationContext(App, { logger: false });
    await app.get(KeyCeremony).start();
    expect(app.get(Sealing)).toBeInstanceOf(Sealing);
    expect(app.get(KeySettings)).toMatchObject({ destroyAfterMs: 3_600_000, settleMs: 31_000 });
    await app.close();
  });
});
