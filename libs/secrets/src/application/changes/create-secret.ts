import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Creations, goneSince, idTaken } from '#idempotency';
import { type Caller, Clock, type Plaintext, PublishingWindow, type Stored } from '#kernel';
import { SECRETS_RING, Sealing } from '#keys';
import { Authorizer } from '#policies';
import { firstVersion, type NewSecret } from '../../domain/lifecycle.js';
import { checkMetadata, completeMetadata, type Metadata, type MetadataChange } from '../../domain/metadata.js';
import { checkPath } from '../../domain/path.js';
import { pathTaken } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { checkValue, type GivenValue } from '../../domain/value.js';
import { SecretStore } from '../../ports/secret.store.js';
import { recorded, SECRET } from '../queries/secret-lookup.js';
import { sealContext } from '../versions/seal-context.js';

/** An absent attribute gets its default. */
export interface SecretDraft extends MetadataChange {
  readonly path: string;
  readonly value: GivenValue;
}

/** Creates a secret. */
@Injectable()
export class CreateSecret {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly sealing: Sealing,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: those of Creations; `validation_failed`; `forbidden` if the caller may
   * not write at this path; `path_taken`, which only a caller who may write at this path sees.
   */
  async create(caller: Caller, draft: SecretDraft, key: string | null = null): Promise<Stored<Secret>> {
    const at = this.clock.now();
    const path = checkPath(draft.path);
    const value = checkValue(draft.value);
    const metadata = checkMetadata(completeMetadata(draft), at);
    await this.authorizer.requireCreation(caller, {
      permission: 'secret:write',
      name: path,
      resourceType: SECRET,
      resourceId: null,
    });
    const body = requestBody({ path, value, ...metadata });
    const request = { route: 'POST /secrets', body, action: 'secret:write', resourceType: SECRET } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, { id, path, ...metadata }, value, at),
      find: async (id) => live(await this.store.heads.load(id)),
      recorded: ({ value }) => recorded('secret:write', value),
    });
  }

  /** Without a check of the draft or the permission. Throws `id_taken`, `path_taken` or `busy`. */
  make(caller: Caller, fresh: NewSecret, value: Plaintext, at: number): Promise<Stored<Secret>> {
    const what = { ...recorded('secret:write', fresh), version: 1 };
    const window = new PublishingWindow(this.clock, caller.request.receivedAt);
    return this.audit.mutation(caller.request, caller.principal, what, async () => {
      const sealed = await this.sealing.seal(SECRETS_RING, sealContext(fresh, 1), value);
      const secret = firstVersion(fresh, sealed, { actorId: caller.principal.userId, at });
      window.requireOpen();
      return this.insert(secret, caller.request.requestId);
    });
  }

  private async insert(secret: Secret, requestId: string): Promise<Stored<Secret>> {
    const outcome = await this.store.heads.insert(secret, requestId);
    if (outcome === 'inserted') return { revision: 1, value: secret };
    // The path is taken, or the id: by another request with this key, or by a fence. Only another read can tell.
    if (await this.store.heads.load(secret.id)) throw idTaken();
    if (await this.store.findByPath(secret.path)) throw pathTaken();
    throw idTaken();
  }
}

/**
 * The body that an Idempotency-Key belongs to. Attributes that are younger than the keys are left out if they are null: a
 * body without them must have the hash that an older build stored, so that a client may repeat it after an upgrade. `value`
 * is the text that is kept, as it always was: an object has the hash of its text.
 */
export function requestBody(whole: Metadata & { readonly path: string; readonly value: Plaintext }): object {
  const { path, value, description, tags, expiresAt, ...younger } = whole;
  const given = Object.entries(younger).filter(([, attribute]) => attribute !== null);
  return { path, value, description, tags, expiresAt, ...Object.fromEntries(given) };
}

/** Throws `conflict` if the secret that the Idempotency-Key made was deleted since. */
export function live(made: Stored<Secret> | null): Stored<Secret> | null {
  if (made && made.value.state !== 'live') throw goneSince();
  return made;
}
