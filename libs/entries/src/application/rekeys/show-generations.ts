import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock } from '#kernel';
import type { OpenRekey, PreviousGeneration } from '../../domain/vault.js';
import { restorable } from '../../domain/vault-state.js';
import { VAULT } from '../vaults/absences.js';
import { Vaults } from '../vaults/vaults.js';

export interface Generations {
  readonly generation: number;
  readonly wrappedKey: string | null;
  /** The vault's revision. */
  readonly revision: number;
  /** The previous generation, while it can be restored. */
  readonly previous: PreviousGeneration | null;
  readonly rekey: OpenRekey | null;
}

/** Shows the present and the previous generation of a vault and the open re-key. */
@Injectable()
export class ShowGenerations {
  constructor(
    private readonly vaults: Vaults,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async show({ principal, request }: Caller): Promise<Generations> {
    const stored = await this.vaults.load(principal.userId);
    const what = { action: 'vault:generations', resourceType: VAULT, resourceId: principal.userId } as const;
    await this.audit.succeeded(request, principal, what);
    if (!stored) return { generation: 1, wrappedKey: null, revision: 0, previous: null, rekey: null };
    const { generation, wrappedKey, rekey } = stored.value;
    const previous = restorable(stored.value, this.clock.now());
    return { generation, wrappedKey, revision: stored.revision, previous, rekey };
  }
}
