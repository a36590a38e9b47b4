import { Injectable } from '@nestjs/common';
import { type Caller, Clock } from '#kernel';
import { softDeleted } from '../../domain/lifecycle.js';
import { requireLive } from '../../domain/refusals.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { SharedSecrets } from '../sharing/shared-secrets.js';
import { SecretPublisher } from './secret-publisher.js';

/** Deletes a secret. It can be restored for some time; its shares have ended then. Its path is free at once. */
@Injectable()
export class DeleteSecret {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly publisher: SecretPublisher,
    private readonly shares: SharedSecrets,
    private readonly clock: Clock,
  ) {}

  /** `seen`: the revisions of If-Match, or null. Errors: `not_found`, `forbidden`, `precondition_failed`. */
  async delete(caller: Caller, id: string, seen: readonly number[] | null): Promise<void> {
    const head = await this.lookup.live(caller, 'secret:delete', id);
    const actorId = caller.principal.userId;
    await this.publisher.publish(caller, {
      permission: 'secret:delete',
      head,
      seen,
      change: (secret) => softDeleted(requireLive(secret), { actorId, at: this.clock.now() }),
      afterwards: () => this.shares.end(id),
    });
  }
}
