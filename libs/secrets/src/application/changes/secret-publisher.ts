import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import {
  type Caller,
  Clock,
  type Permission,
  type RequestContext,
  requireRevision,
  type Stored,
  tooSlow,
} from '#kernel';
import { seenRevision } from '../../domain/lifecycle.js';
import { pathTaken, SecretGone } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { SECRET, SecretLookup } from '../queries/secret-lookup.js';

/** A request gives up publishing this long after it came in, in milliseconds: sweeps rely on it. */
export const PUBLISH_WITHIN_MS = 30_000;

/** Half of a node's lease, in milliseconds: one that was silent for less is not taken for dead. */
const SILENCE_MAX_MS = 5_000;

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
    const began = this.clock.now();
    try {
      return await this.audit.mutation(caller.request, caller.principal, what, async () => {
        const published = await this.compareAndSet(caller.request, publication, began);
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
    began: number,
  ): Promise<Stored<Secret>> {
    let present: Stored<Secret> | null = publication.head;
    let lastSeenAlive = began;
    while (present) {
      requireRevision(publication.seen, seenRevision(present));
      const value = await publication.change(present.value);
      if (!value) return present;
      lastSeenAlive = this.requireTime(request, lastSeenAlive);
      const outcome = await this.store.heads.replace(value, present.revision, request.requestId);
      if (outcome === 'published') return { revision: present.revision + 1, value };
      if (outcome === 'taken') throw pathTaken();
      present = await this.store.heads.load(value.id);
    }
    throw new SecretGone();
  }

  /**
   * Returns the present. After a long silence nothing is published on a re-read head: another node may have taken this
   * one for dead, fenced the request and recorded that it failed.
   */
  private requireTime(request: RequestContext, lastSeenAlive: number): number {
    const now = this.clock.now();
    if (now - request.receivedAt < PUBLISH_WITHIN_MS && now - lastSeenAlive < SILENCE_MAX_MS) return now;
    throw tooSlow();
  }
}
