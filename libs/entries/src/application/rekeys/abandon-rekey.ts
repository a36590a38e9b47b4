import { Injectable } from '@nestjs/common';
import type { Caller } from '#kernel';
import { withoutRekey } from '../../domain/generations.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { OpenRekeys } from './open-rekeys.js';

/** Abandons a re-key. The vault stays as it is. A sweep removes what was staged. */
@Injectable()
export class AbandonRekey {
  constructor(
    private readonly rekeys: OpenRekeys,
    private readonly publisher: VaultPublisher,
    private readonly writes: VaultWrites,
  ) {}

  /** Errors: `not_found`. */
  async abandon(caller: Caller, rekeyId: string): Promise<void> {
    await this.rekeys.find(caller, 'vault:rekey-abandon', rekeyId);
    await this.writes.vault(caller, 'vault:rekey-abandon', (window) =>
      this.publisher.publish(caller, window, (vault) => withoutRekey(vault, rekeyId)),
    );
  }
}
