import { Injectable } from '@nestjs/common';
import { type Caller, Clock, isId, type Permission, type Stored } from '#kernel';
import { Authorizer, type Need } from '#policies';
import { isRestorable, standingOf } from '../../domain/lifecycle.js';
import type { Secret } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';

/** The resource type of secrets in decisions and in the audit. */
export const SECRET = 'secret';

/** What the audit records of an action on a secret. */
export function recorded(action: Permission, { id, path }: Pick<Secret, 'id' | 'path'>) {
  return { action, resourceType: SECRET, resourceId: id, resourceName: path };
}

/** A caller with one of these permissions may know that the secret exists, and gets 403 instead of 404. */
const VISIBLE_BY: readonly Permission[] = ['secret:read', 'secret:list'];

/**
 * Finds a secret by id or path and checks the caller's permission. An absent secret and a hidden one cost the same (one
 * read, one audit record) and get the same 404.
 */
@Injectable()
export class SecretLookup {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /** A live secret. A malformed id gets the same answer as an absent one. */
  async live(caller: Caller, permission: Permission, id: string): Promise<Stored<Secret>> {
    const head = await this.load(id);
    if (head?.value.state !== 'live') return this.absent(caller, permission, id);
    await this.require(caller, permission, head.value);
    return head;
  }

  /** A second permission on a secret that was found with the first one. */
  requireAlso(caller: Caller, permission: Permission, secret: Secret): Promise<void> | void {
    return this.require(caller, permission, secret);
  }

  /** Whether there is a live secret of this id that the caller may know of. Audits nothing. */
  async isVisible(caller: Caller, id: string): Promise<boolean> {
    const head = await this.load(id);
    if (head?.value.state !== 'live') return false;
    for (const permission of VISIBLE_BY) {
      if (await this.isAllowed(caller, permission, head.value.path)) return true;
    }
    return false;
  }

  /**
   * The live secret at a path, if the caller may read it. Audits nothing: only for the words of a refusal that the audit
   * has already, and for an answer about a secret that was just revealed.
   */
  async readable(caller: Caller, path: string): Promise<Secret | null> {
    if (!(await this.isAllowed(caller, 'secret:read', path))) return null;
    return (await this.store.findByPath(path))?.value ?? null;
  }

  /** Whether the caller holds the permission on a path, whatever is there. Audits nothing. */
  async isAllowed(caller: Caller, permission: Permission, path: string): Promise<boolean> {
    return (await this.authorizer.decide(caller, permission, path)).allowed;
  }

  liveByPath(caller: Caller, permission: Permission, path: string): Promise<Stored<Secret>> {
    return this.byPath(caller, permission, path, () => null);
  }

  /**
   * The live secret at a path. `deletedAt`: asked if there is none, before the refusal is recorded. It gives a deleted one that
   * the caller may know of, or null.
   */
  async byPath(
    caller: Caller,
    permission: Permission,
    path: string,
    deletedAt: () => Promise<Stored<Secret> | null> | null,
  ): Promise<Stored<Secret>> {
    const head = (await this.store.findByPath(path)) ?? (await deletedAt());
    if (!head) return this.authorizer.absent(caller, permission, SECRET, null, path);
    await this.require(caller, permission, head.value, { isAskedByName: true });
    return head;
  }

  /** A secret that is live, or deleted and can still be restored. */
  async restorable(caller: Caller, permission: Permission, id: string): Promise<Stored<Secret>> {
    const head = await this.load(id);
    if (!head || !this.canComeBack(head.value)) return this.absent(caller, permission, id);
    await this.require(caller, permission, head.value);
    return head;
  }

  /** True if the secret is live or can be restored. */
  canComeBack(secret: Secret): boolean {
    return secret.state === 'live' || isRestorable(secret, this.clock.now(), this.settings.retentionMs);
  }

  /** Records a denial and throws 404. The audit does not record a malformed id: it may be any text. */
  absent(caller: Caller, permission: Permission, id: string, path: string | null = null): Promise<never> {
    return this.authorizer.absent(caller, permission, SECRET, isId(id) ? id : null, null, path);
  }

  /**
   * As {@link absent}, for a version that the secret does not have (any more). A caller who may read the secret sees its
   * history, and is told what became of the version.
   */
  async absentVersion(caller: Caller, permission: Permission, secret: Secret, version: number): Promise<never> {
    const isReader = await this.isAllowed(caller, 'secret:read', secret.path);
    if (!isReader) return this.absent(caller, permission, secret.id, secret.path);
    const { action: _action, ...target } = recorded(permission, secret);
    return this.authorizer.absentPart(caller, { permission, ...target }, fateOf(secret, version));
  }

  private load(id: string): Promise<Stored<Secret> | null> | null {
    return isId(id) ? this.store.heads.load(id) : null;
  }

  private require(
    caller: Caller,
    permission: Permission,
    secret: Secret,
    asked: Pick<Need, 'isAskedByName'> = {},
  ): Promise<void> | void {
    return this.authorizer.require(caller, needOf(permission, secret, asked));
  }
}

/** What a caller needs for this secret. See {@link Need.isAskedByName}. */
export function needOf(
  permission: Permission,
  { id, path }: Pick<Secret, 'id' | 'path'>,
  asked: Pick<Need, 'isAskedByName'> = {},
): Need {
  return { permission, name: path, resourceType: SECRET, resourceId: id, visibleBy: VISIBLE_BY, ...asked };
}

function fateOf(secret: Secret, version: number): string {
  const where = 'GET /api/v1/secrets/{id}/versions shows those that there are.';
  if (version < 1 || version > secret.version) return `The secret has no such version: ${where}`;
  if (standingOf(secret, version) === 'destroyed') return `This version was destroyed: ${where}`;
  return `This version is no longer kept: ${where}`;
}
