import { Module } from '@nestjs/common';
import { OwnerKeys } from './application/owner-keys.js';
import { OwnerKeySource } from './ports/owner-keys.js';

/** Where `keys` registers the keys of accounts. A module of its own, so that `keys` needs no store of creations. */
@Module({
  providers: [OwnerKeys, { provide: OwnerKeySource, useExisting: OwnerKeys }],
  exports: [OwnerKeys, OwnerKeySource],
})
export class OwnerKeysModule {}
