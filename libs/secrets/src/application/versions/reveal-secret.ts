import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, CofferError, type Plaintext, reserveAnswer, type Sealed, type Stored } from '#kernel';
import { SECRETS_RING, Sealing } from '#keys';
import { isExpired, standingOf } from '../../domain/lifecycle.js';
import { completeMetadata, type Metadata } from '../../domain/metadata.js';
import { checkPath } from '../../domain/path.js';
import { expired, requireFieldOf } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { recorded, SecretLookup } from '../queries/secret-lookup.js';
import { sealContext } from './seal-context.js';

export interface RevealedSecret {
  readonly id: string;
  readonly path: string;
  readonly version: number;
  /** When the version was made, in milliseconds since 1970. */
  readonly createdAt: number;
  readonly metadata: Metadata;
  /** The value, or the field that was asked for. */
  readonly value: Plaintext;
}

/** Opens one version of a secret. The current version costs one read, one opening and one audit record. */
@Injectable()
export class RevealSecret {
  constructor(
    private readonly store: SecretStore,
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
    private readonly sealing: Sealing,
    private readonly clock: Clock,
  ) {}

  /**
   * `version`: null for the current one. `field`: a member of a value that is a JSON object; null for the whole value. The
   * field is looked at after the decision and the audit record: its errors tell something of the value.
   * Errors: `not_found`, also for a version that never existed or was trimmed or destroyed; `forbidden`; `secret_expired`,
   * whatever the version; `not_an_object`, `field_not_found`.
   */
  async reveal(
    caller: Caller,
    id: string,
    version: number | null,
    field: string | null = null,
  ): Promise<RevealedSecret> {
    return this.open(caller, await this.lookup.live(caller, 'secret:reveal', id), version, field);
  }

  /** As {@link reveal}, for the live secret at a path. Also `validation_failed`, for a text that is no path. */
  async revealAt(
    caller: Caller,
    path: string,
    version: number | null,
    field: string | null = null,
  ): Promise<RevealedSecret> {
    const found = await this.lookup.liveByPath(caller, 'secret:reveal', checkPath(path));
    return this.open(caller, found, version, field);
  }

  /**
   * As {@link reveal}, of a secret that {@link SecretLookup} found for this caller with `secret:reveal`: nothing is decided
   * here. A deleted secret is `not_found`, and recorded as a reveal that failed.
   */
  async open(
    caller: Caller,
    { value: secret }: Stored<Secret>,
    version: number | null,
    field: string | null = null,
  ): Promise<RevealedSecret> {
    const wanted = version ?? secret.version;
    const what = { ...recorded('secret:reveal', secret), version: wanted };
    const fault = faultOf(secret, this.clock.now());
    if (fault) {
      await this.audit.failed(caller.request, caller.principal, what);
      throw fault;
    }
    const sealed = wanted === secret.version ? secret.current : await this.archived(caller, secret, wanted);
    const opened = this.sealing.open(SECRETS_RING, sealContext(secret, wanted), sealed);
    const value = typeof opened === 'string' ? opened : await opened;
    reserveAnswer(caller.request, value);
    await this.audit.succeeded(caller.request, caller.principal, what);
    const createdAt = createdAtOf(secret, wanted);
    const asked = field === null ? value : requireFieldOf(value, field);
    const { id, path } = secret;
    return { id, path, version: wanted, createdAt, metadata: completeMetadata(secret), value: asked };
  }

  private async archived(caller: Caller, secret: Secret, version: number): Promise<Sealed> {
    if (standingOf(secret, version) !== 'archived') {
      return this.lookup.absentVersion(caller, 'secret:reveal', secret, version);
    }
    const sealed = await this.store.loadVersion(secret.id, version);
    if (sealed) return sealed;
    // The version may have been destroyed, trimmed or purged since the head was read. Otherwise the bytes are lost.
    const again = await this.store.heads.load(secret.id);
    if (again?.value.state === 'live' && standingOf(again.value, version) === 'archived') {
      throw new CofferError('internal_error', 'A version that the secret lists cannot be read.');
    }
    if (again?.value.state === 'live') return this.lookup.absentVersion(caller, 'secret:reveal', again.value, version);
    return this.lookup.absent(caller, 'secret:reveal', secret.id, secret.path);
  }
}

function faultOf(secret: Secret, now: number): CofferError | null {
  if (secret.state !== 'live') return new CofferError('not_found', 'The secret is deleted.');
  return isExpired(secret, now) ? expired('The secret has expired. Rotate it with a new expires_at.') : null;
}

export function createdAtOf({ versions, updatedAt }: Secret, wanted: number): number {
  return versions.find(({ version }) => version === wanted)?.createdAt ?? updatedAt;
}
