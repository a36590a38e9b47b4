import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail } from '#audit';
import {
  type Caller,
  Clock,
  changeDocument,
  Gone,
  OutcomeUnknown,
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
import { recorded, SecretLookup } from '../queries/secret-lookup.js';

export interface Publication {
  /** The permission that the caller was granted. The audit records it as the action. */
  readonly permission: Permission;
  /** The secret as it was read. */
  readonly head: Stored<Secret>;
  /** The revision of If-Match. Null: the request has none. */
  readonly seen: readonly number[] | null;
  /** The changed secret. Null: there is nothing to change. Throws to refuse. Called again after each lost race. */
  change(secret: Secret): Secret | null | Promise<Secret | null>;
  /** True: `Gone` is thrown if the secret goes away meanwhile. Otherwise `not_found`, with a denial in the audit. */
  readonly throwsGone?: boolean;
  /** The version that the change is about, if it is known before. */
  readonly version?: number;
  /** What the audit says of the change beside that. */
  readonly changes?: Audited['changes'];
  /** The version that it made. */
  made?(secret: Secret): number;
  /** Runs once the change is visible, before the outcome is recorded. An error of it becomes `outcome_unknown`. */
  afterwards?(): Promise<void>;
}

/** Publishes a change by one compare-and-set of the head, between its intent and its outcome in the audit. */
@Injectable()
export class SecretPublisher {
  constructor(
    private readonly store: SecretStore,
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * With `seen`, a lost race is `precondition_failed`. Without, the change is made again to the secret that won, until
   * the publishing window closes with `busy`. Errors also: `not_found` if the secret goes away meanwhile; `path_taken` if
   * the changed secret needs a path that is not free.
   */
  async publish(caller: Caller, publication: Publication): Promise<Stored<Secret>> {
    const { permission, head } = publication;
    const { version, changes, made } = publication;
    const what = { ...recorded(permission, head.value), version, changes };
    const window = new PublishingWindow(this.clock, caller.request.receivedAt);
    try {
      const effect = async (): Promise<Stored<Secret>> => {
        const published = await this.compareAndSet(caller.request, publication, window);
        await finish(publication);
        return published;
      };
      const done = ({ value }: Stored<Secret>) => (made ? { version: made(value) } : {});
      return await this.audit.mutation(caller.request, caller.principal, what, effect, done);
    } catch (error) {
      if (error instanceof Gone && !publication.throwsGone)
        return this.lookup.absent(caller, permission, head.value.id, head.value.path);
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

/** The change is published, so it would be wrong to say that the request failed or changed nothing. */
async function finish(publication: Publication): Promise<void> {
  try {
    await publication.afterwards?.();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
  }
}
