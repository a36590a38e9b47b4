import { Injectable } from '@nestjs/common';
import { type Caller, Clock, Gone, type Stored } from '#kernel';
import { restored } from '../../domain/lifecycle.js';
import type { Secret } from '../../domain/secret.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { SecretPublisher } from './secret-publisher.js';

/** Restores a deleted secret. */
@Injectable()
export class RestoreSecret {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly publisher: SecretPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * A live secret stays as it is, so a repeat is harmless. Errors: `not_found`, also once the secret is due to be
   * purged; `forbidden`; `path_taken`.
   */
  async restore(caller: Caller, id: string): Promise<Stored<Secret>> {
    const head = await this.lookup.restorable(caller, 'secret:delete', id);
    return this.publisher.publish(caller, {
      permission: 'secret:delete',
      head,
      seen: null,
      change: (secret) => this.restored(caller, secret),
    });
  }

  private restored(caller: Caller, secret: Secret): Secret | null {
    if (secret.state === 'live') return null;
    if (!this.lookup.canComeBack(secret)) throw new Gone();
    return restored(secret, { actorId: caller.principal.userId, at: this.clock.now() });
  }
}
