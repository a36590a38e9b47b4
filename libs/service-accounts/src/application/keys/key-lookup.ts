import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, canonicalId, isId, type Permission, type Stored } from '#kernel';
import type { User } from '#users';
import type { ApiKey } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { KeyLines } from './key-lines.js';
import { KEY_PERMISSION, KEY_RESOURCE } from './key-resource.js';

export interface FoundKey {
  readonly account: User;
  readonly stored: Stored<ApiKey>;
}

/** Finds a key of a service account for a caller. */
@Injectable()
export class KeyLookup {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly audit: AuditTrail,
  ) {}

  /** The key, also one that is over, if the caller may write the account. `forbidden`, `not_found` (audited). */
  async find(caller: Caller, nameOrId: string, keyId: string): Promise<FoundKey> {
    return this.of(caller, (await this.accounts.find(caller, KEY_PERMISSION, nameOrId)).value, keyId);
  }

  /** As {@link find}, before the caller gets a key: `forbidden` as well if the account may do what the caller may not [R51]. */
  async findToAct(caller: Caller, nameOrId: string, keyId: string): Promise<FoundKey> {
    return this.of(caller, (await this.accounts.findToAct(caller, KEY_PERMISSION, nameOrId)).value, keyId);
  }

  private async of(caller: Caller, account: User, asked: string): Promise<FoundKey> {
    const id = canonicalId(asked);
    const stored = isId(id) ? await this.store.keys.load(id) : null;
    if (stored?.value.accountId === account.id && (await this.lines.isNamed(stored.value))) return { account, stored };
    const action: Permission = KEY_PERMISSION;
    return this.audit.absent(caller, { action, resourceType: KEY_RESOURCE, reason: 'the account has no such key' }, id);
  }
}
