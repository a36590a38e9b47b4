import { Module, type OnModuleInit } from '@nestjs/common';
import { Config } from '#config';
import { OwnerKeys, OwnerKeysModule } from '#idempotency';
import { KeyCeremony } from './application/rings/key-ceremony.js';
import { KeyRings } from './application/rings/key-rings.js';
import { StoreBinding } from './application/rings/store-binding.js';
import { KeyRingCache } from './application/sealing/key-ring-cache.js';
import { RequestHashKeys } from './application/sealing/request-hash-keys.js';
import { SealedHolders } from './application/sealing/sealed-holders.js';
import { Sealing } from './application/sealing/sealing.js';
import { DEFAULT_KEY_SETTINGS, KeySettings } from './ports/key.settings.js';

/**
 * Resolved when the keyring and the store are known to belong together. Providers are resolved before any module starts,
 * so that nothing else has written to the store when the ceremony asks whether it is empty.
 */
const KEYS_BELONG = Symbol('the keyring belongs to this store');

/** KeyManagement, KeyRingStore, StoreEngine, Clock and Config come from the global engines module. */
@Module({
  imports: [OwnerKeysModule],
  providers: [
    {
      provide: KeySettings,
      inject: [Config],
      useFactory: ({ keys }: Config): KeySettings => ({
        ...DEFAULT_KEY_SETTINGS,
        destroyAfterMs: keys.destroyAfterSeconds * 1_000,
      }),
    },
    KeyRingCache,
    RequestHashKeys,
    SealedHolders,
    Sealing,
    KeyRings,
    KeyCeremony,
    StoreBinding,
    { provide: KEYS_BELONG, useFactory: (ceremony: KeyCeremony) => ceremony.start(), inject: [KeyCeremony] },
  ],
  exports: [KeyRingCache, KeySettings, KeyRings, SealedHolders, Sealing],
})
export class KeysModule implements OnModuleInit {
  constructor(
    private readonly ownerKeys: OwnerKeys,
    private readonly hashKeys: RequestHashKeys,
  ) {}

  onModuleInit(): void {
    this.ownerKeys.register(this.hashKeys);
  }
}
