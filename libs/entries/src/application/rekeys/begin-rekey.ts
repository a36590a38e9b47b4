import { Injectable } from '@nestjs/common';
import { Creations } from '#idempotency';
import { type Caller, Clock } from '#kernel';
import { requireRekey, withRekey } from '../../domain/generations.js';
import { VAULT } from '../vaults/absences.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { Vaults } from '../vaults/vaults.js';

export interface BegunRekey {
  readonly id: string;
  /** The generation that the vault gets when the re-key is published. */
  readonly generation: number;
  /** The vault's revision. The client stages what it listed up to there, and later what has changed since. */
  readonly revision: number;
}

/** Begins the re-key of a whole vault. From then on, entries can be staged. */
@Injectable()
export class BeginRekey {
  constructor(
    private readonly creations: Creations,
    private readonly vaults: Vaults,
    private readonly publisher: VaultPublisher,
    private readonly writes: VaultWrites,
    private readonly clock: Clock,
  ) {}

  /** `key`: the Idempotency-Key, or null. Errors: `rekey_open`; those of {@link Creations}. */
  begin(caller: Caller, wrappedKey: string, key: string | null): Promise<BegunRekey> {
    const request = { route: 'POST /entries/rekeys', body: { wrappedKey }, ...BEGINS };
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, wrappedKey, id),
      find: (id) => this.find(caller, id),
    });
  }

  private async make(caller: Caller, wrappedKey: string, id: string): Promise<BegunRekey> {
    await this.vaults.ensure(caller.principal.userId);
    return this.writes.vault(caller, 'vault:rekey-begin', async (window) => {
      const { value, revision } = await this.publisher.publish(caller, window, (vault) =>
        withRekey(vault, { id, wrappedKey, at: this.clock.now() }),
      );
      return { id, generation: requireRekey(value, id).generation, revision };
    });
  }

  private async find({ principal }: Caller, id: string): Promise<BegunRekey | null> {
    const stored = await this.vaults.load(principal.userId);
    const rekey = stored?.value.rekey;
    return stored && rekey?.id === id ? { id, generation: rekey.generation, revision: stored.revision } : null;
  }
}

const BEGINS = { action: 'vault:rekey-begin', resourceType: VAULT } as const;
