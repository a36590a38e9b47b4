import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type Caller,
  Clock,
  type Permission,
  PublishingWindow,
  type RequestContext,
  requireRevision,
  type Stored,
} from '#kernel';
import { seenRevision } from '../../domain/lifecycle.js';
import { pathTaken, SecretGone } from '../../domain/refusals.js';
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
      if (error instanceof SecretGone) return this.lookup.absent(caller, permission, head.value.id);
      throw error;
    }
  }

  private async compareAndSet(
    request: RequestContext,
    publication: Publication,
    window: PublishingWindow,
  ): Promise<Stored<Secret>> {
    let present: Stored<Secret> | null = publication.head;
    while (present) {
      requireRevision(publication.seen, seenRevision(present));
      const value = await publication.change(present.value);
      if (!value) return present;
      window.requireOpen();
      const outcome = await this.store.heads.replace(value, present.revision, request.requestId);
      if (outcome === 'published') return { revision: present.revision + 1, value };
      if (outcome === 'taken') throw pathTaken();
      present = await this.store.heads.load(value.id);
    }
    throw new SecretGone();
  }
}
