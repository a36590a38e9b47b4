import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, CofferError, invalidField, type JsonObject } from '#kernel';
import {
  checkPath,
  ListLevel,
  recordedSecret,
  type Secret,
  SecretLookup,
  SecretSettings,
  seenRevision,
  UpdateSecret,
} from '#secrets';
import {
  type CustomMetadata,
  changeTo,
  customMetadataOf,
  type Described,
  describedBy,
} from '../domain/custom-metadata.js';
import { type SecretMetadata, secretMetadata } from '../domain/kv-metadata.js';
import { mergePatched } from '../domain/merge-patch.js';
import { nothingThere, PathRights } from './path-rights.js';

const NAME = /^[A-Za-z0-9._-]+\/?$/;

/** The part of a list that a client asks for. */
export interface KvListPart {
  readonly after: string | null;
  readonly limit: number | null;
}

/** Shows, changes and lists the metadata of secrets for a client of Vault. */
@Injectable()
export class KvMetadata {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly updating: UpdateSecret,
    private readonly listing: ListLevel,
    private readonly rights: PathRights,
    private readonly settings: SecretSettings,
    private readonly audit: AuditTrail,
  ) {}

  /** The settings that Vault keeps for a mount, as the operator of Coffer set them. */
  async config(caller: Caller) {
    const what = { action: 'secret:list', resourceType: 'secret', resourceId: null } as const;
    await this.audit.succeeded(caller.request, caller.principal, what);
    return { cas_required: false, delete_version_after: '0s', max_versions: this.settings.versionsKept };
  }

  /** Of the live secret, or of the one that was deleted last, for who may list it. Errors: `forbidden`, `not_found`. */
  async show(caller: Caller, path: string): Promise<SecretMetadata> {
    const secret = await this.find(caller, path);
    await this.audit.succeeded(caller.request, caller.principal, recordedSecret('secret:read', secret));
    return secretMetadata(secret);
  }

  /**
   * Gives the secret the custom metadata. `merges`: into that which it has; otherwise in its place. Undefined: nothing changes.
   * Errors: those of UpdateSecret; `forbidden` in place of a `not_found` that hides; `precondition_failed` if another request
   * changes the secret during a merge.
   */
  async change(caller: Caller, path: string, custom: JsonObject | undefined, merges: boolean): Promise<void> {
    try {
      const head = await this.lookup.liveByPath(caller, 'secret:write', checkPath(path));
      const change = custom === undefined ? null : changeBy(head.value, custom, merges);
      if (change) await this.updating.update(caller, head.value.id, change, merges ? [seenRevision(head)] : null);
      else await this.audit.succeeded(caller.request, caller.principal, recordedSecret('secret:write', head.value));
    } catch (error) {
      await this.rights.absence(caller, 'secret:write', path, error);
      const message =
        'There is no secret at this path, and Coffer keeps no metadata without one: write its data first.';
      throw new CofferError('not_found', message);
    }
  }

  /** The names on one level. Errors: those of ListLevel; `not_found` if there are none, as in Vault. */
  async list(caller: Caller, path: string, { after, limit }: KvListPart): Promise<string[]> {
    if (after !== null && !NAME.test(after)) throw invalidField('after', 'after', 'after must be a name of the list');
    const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
    const names = await this.listing.list(caller, { prefix, after, limit });
    if (names.length === 0) throw nothingThere();
    return names;
  }

  private async find(caller: Caller, path: string): Promise<Secret> {
    try {
      const deletedAt = () => this.rights.deletedAt(caller, ['secret:read', 'secret:list'], path);
      return (await this.lookup.byPath(caller, 'secret:read', checkPath(path), deletedAt)).value;
    } catch (error) {
      await this.rights.absence(caller, 'secret:read', path, error);
      throw nothingThere();
    }
  }
}

function changeBy(secret: Secret, custom: JsonObject, merges: boolean): Described | null {
  const whole = merges ? mergePatched(customMetadataOf(secret) ?? {}, custom) : custom;
  return changeTo(secret, describedBy(whole as CustomMetadata));
}
