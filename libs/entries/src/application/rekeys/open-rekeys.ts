import { Injectable } from '@nestjs/common';
import type { AccountAction, Caller } from '#kernel';
import type { OpenRekey, Vault } from '../../domain/vault.js';
import { Absences } from '../vaults/absences.js';
import { Vaults } from '../vaults/vaults.js';

export interface FoundRekey {
  readonly vault: Vault;
  readonly rekey: OpenRekey;
}

/** Finds the open re-key of the caller's vault by its id. */
@Injectable()
export class OpenRekeys {
  constructor(
    private readonly vaults: Vaults,
    private readonly absences: Absences,
  ) {}

  /** Errors: `not_found` if the id is not of the open re-key: it was published or abandoned, belongs to another account, or never existed. */
  async find(caller: Caller, action: AccountAction, id: string): Promise<FoundRekey> {
    const stored = await this.vaults.load(caller.principal.userId);
    const rekey = stored?.value.rekey;
    if (!stored || rekey?.id !== id) return this.absences.inVault(caller, action);
    return { vault: stored.value, rekey };
  }
}
