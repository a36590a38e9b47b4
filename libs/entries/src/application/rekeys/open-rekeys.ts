import { Injectable } from '@nestjs/common';
import type { AccountAction, Caller } from '#kernel';
import type { OpenRekey, Vault } from '../../domain/vault.js';
import { Absences } from '../vaults/absences.js';
import { Vaults } from '../vaults/vaults.js';

export interface FoundRekey {
  readonly vault: Vault;
  readonly rekey: OpenRekey;
}

/** From an id to the re-key that is open in the caller's vault. */
@Injectable()
export class OpenRekeys {
  constructor(
    private readonly vaults: Vaults,
    private readonly absences: Absences,
  ) {}

  /** `not_found` for a re-key that is published, abandoned, another's, or none. */
  async find(caller: Caller, action: AccountAction, id: string): Promise<FoundRekey> {
    const stored = await this.vaults.load(caller.principal.userId);
    const rekey = stored?.value.rekey;
    if (!stored || rekey?.id !== id) return this.absences.inVault(caller, action);
    return { vault: stored.value, rekey };
  }
}
