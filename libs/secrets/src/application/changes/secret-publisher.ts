import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type Caller,
  Clock,
  changeDocument,
  Gone,
  type Permission,
  PublishingWindow,
  type RequestContext,
  requireRevision,
  type Stored,
} from '#kernel';
import { seenRevision } from '../../domain/lifecycle.js';
import { pathTaken } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { SECRET, SecretLookup } from '../queries/secret-lookup.js';

export interface Publication {
  /** What the caller was let through for, and what the audit calls it. */
  readonly permission: Permission;
  /** The secret as it was read. */
  readonly head: Stored<Secret>;
  /** The revision of If-Match; null: the client did not ask. */
  readonly seen: number | null;
  /** What becomes of the secret; null: nothing has to. Throws when it must not be. Asked again after a lost race. */
  change(secret: Secret): Secret | null | Promise<Secret | null>;
  /** What is still to be done once the change is visible. */
  afterwards?(): Promise<void>;
}

/** Makes a change visible by one compare-and-set of the head, between its intent and its outcome in the audit. */
@Injectable()
export class SecretPublisher {
  constructor(
    private readonly store: SecretStore,
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * With `seen`, a lost race is `precondition_failed`; without, the change is made again to what won, until 30 s after
   * the request came in, and then `busy`. `not_found` when the secret goes away meanwhile; `path_taken` where the
   * changed secret needs a path that is not free.
   */
  async publish(caller: Caller, publication: Publication): Promise<Stored<Secret>> {
    const { permission, head } = publication;
    const what = { action: permission, resourceType: SECRET, resourceId: head.value.id };
    const window = new PublishingWindow(this.clock, caller.request.receivedAt);
    try {
      return await this.audit.mutation(caller.request, caller.principal, what, async () => {
        const published = await this.compareAndSet(caller.request, publication, window);
        await publication.afterwards?.();
        return published;
      });
    } catch (error) {
      if (error instanceof Gone) return this.lookup.absent(caller, permission, head.value.id);
      throw error;
    }
  }

  private async compareAndSet(
    { requestId }: RequestContext,
    { head, seen, change }: Publication,
    window: PublishingWindow,
  ): Promise<Stored<Secret>> {
    const { stored } = await changeDocument(this.store.heads, {
      ...{ id: head.value.id, requestId, first: head, window },
      change: (secret, revision) => {
        requireRevision(seen, seenRevision({ revision, value: secret }));
        return change(secret);
      },
      absent: () => {
        throw new Gone();
      },
      taken: () => {
        throw pathTaken();
      },
    });
    return stored;
  }
}
