import { Injectable } from '@nestjs/common';
import { type Caller, Clock, type Stored } from '#kernel';
import { withMetadata } from '../../domain/lifecycle.js';
import { checkChange, type MetadataChange } from '../../domain/metadata.js';
import { requireLive } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { SecretPublisher } from './secret-publisher.js';

/** Changes the metadata of a secret, never its value or its path. */
@Injectable()
export class UpdateSecret {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly publisher: SecretPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * `seen`: the revisions of If-Match, or null. Errors: `validation_failed`, `not_found`, `forbidden`,
   * `precondition_failed`.
   */
  async update(
    caller: Caller,
    id: string,
    change: MetadataChange,
    seen: readonly number[] | null,
  ): Promise<Stored<Secret>> {
    checkChange(change, this.clock.now());
    const head = await this.lookup.live(caller, 'secret:write', id);
    const actorId = caller.principal.userId;
    return this.publisher.publish(caller, {
      permission: 'secret:write',
      head,
      seen,
      change: (secret) => withMetadata(requireLive(secret), change, { actorId, at: this.clock.now() }),
    });
  }
}
