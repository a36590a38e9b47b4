import { Injectable } from '@nestjs/common';
import { type Caller, Clock, isId, type Permission, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { isRestorable } from '../../domain/lifecycle.js';
import type { Secret } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';

/** The kind of resource that secrets are in decisions and in the audit. */
export const SECRET = 'secret';

/** Who holds one of these sees that a secret is there, and is told 403 instead of 404. */
const VISIBLE_BY: readonly Permission[] = ['secret:read', 'secret:list'];

/**
 * From an id or a path to a secret that the caller may do something to. A secret that is not there and one that must
 * not be seen cost the same: one read, one audit record, the same 404.
 */
@Injectable()
export class SecretLookup {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /** A secret that is not deleted; a malformed id is one that is not there. */
  async live(caller: Caller, permission: Permission, id: string): Promise<Stored<Secret>> {
    const head = await this.load(id);
    if (head?.value.state !== 'live') return this.absent(caller, permission, id);
    await this.require(caller, permission, head.value);
    return head;
  }

  async liveByPath(caller: Caller, permission: Permission, path: string): Promise<Stored<Secret>> {
    const head = await this.store.findByPath(path);
    if (!head) return this.authorizer.absent(caller, permission, SECRET, null);
    await this.require(caller, permission, head.value);
    return head;
  }

  /** A secret that is live, or deleted and still to be had back. */
  async restorable(caller: Caller, permission: Permission, id: string): Promise<Stored<Secret>> {
    const head = await this.load(id);
    if (!head || !this.canComeBack(head.value)) return this.absent(caller, permission, id);
    await this.require(caller, permission, head.value);
    return head;
  }

  /** Whether a restore leaves it live. */
  canComeBack(secret: Secret): boolean {
    return secret.state === 'live' || isRestorable(secret, this.clock.now(), this.settings.retentionMs);
  }

  /** 404, at the audit's cost of any denial. A malformed id is not repeated there: it may be anything. */
  absent(caller: Caller, permission: Permission, id: string): Promise<never> {
    return this.authorizer.absent(caller, permission, SECRET, isId(id) ? id : null);
  }

  private load(id: string): Promise<Stored<Secret> | null> | null {
    return isId(id) ? this.store.heads.load(id) : null;
  }

  private require(caller: Caller, permission: Permission, secret: Secret): Promise<void> | void {
    return this.authorizer.require(caller, {
      permission,
      name: secret.path,
      resourceType: SECRET,
      resourceId: secret.id,
      visibleBy: VISIBLE_BY,
    });
  }
}
