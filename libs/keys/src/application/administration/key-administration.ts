import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, isId, type Permission } from '#kernel';
import { Authorizer } from '#policies';
import { activeVersion, type KeyVersion, MASTER_RING, SECRETS_RING, userRing } from '../../domain/key-ring.js';
import { keyName, type Rotation } from '../../domain/rotation.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { ROTATION } from '../rotations/rotation-endings.js';
import { RotationRequests } from '../rotations/rotation-requests.js';
import { RotationRunner } from '../rotations/rotation-runner.js';
import { RotationWait } from '../rotations/rotation-wait.js';
import { MasterReferences } from './master-references.js';

/** The resource kind of keys in decisions and in the audit. */
const KEY = 'key';
/** With this permission on a key, a caller may know that the key exists. */
const VISIBLE_BY: readonly Permission[] = ['key:read'];

/** The master key as an administrator sees it. */
export interface MasterView {
  /** `references`: how many wraps are under the version; null: they could not be counted in time. */
  readonly versions: readonly (KeyVersion & { readonly references: number | null })[];
  readonly running: Rotation | null;
}

/** What callers of the API may do with keys. Each call is authorized and audited. The runner does the work. */
@Injectable()
export class KeyAdministration {
  constructor(
    private readonly requests: RotationRequests,
    private readonly runner: RotationRunner,
    private readonly waiting: RotationWait,
    private readonly references: MasterReferences,
    private readonly rings: KeyRingStore,
    private readonly authorizer: Authorizer,
    private readonly trail: AuditTrail,
  ) {}

  /** Errors: `not_found`, `forbidden`. */
  async showMaster(caller: Caller): Promise<MasterView> {
    await this.require(caller, 'key:read', MASTER_RING);
    const [master, counts, running] = await Promise.all([
      this.rings.rings.load(MASTER_RING),
      this.references.count(),
      this.requests.running(MASTER_RING),
    ]);
    await this.read(caller, KEY, keyName(MASTER_RING));
    const versions = (master?.value.versions ?? []).map((one) => ({
      ...one,
      references: counts && (counts.get(one.version) ?? 0),
    }));
    return { versions, running };
  }

  /**
   * Begins a rotation of the master key, or returns the one that runs already. Waits up to `waitMs` milliseconds for its
   * end. Errors: `not_found`, `forbidden`.
   */
  async rotateMaster(caller: Caller, waitMs: number): Promise<Rotation> {
    await this.require(caller, 'key:rotate', MASTER_RING);
    const rotation = await this.ask(caller, MASTER_RING);
    return waitMs > 0 ? this.waiting.until(rotation, waitMs) : rotation;
  }

  /** Errors: `not_found`, `forbidden`. */
  async rotateSecrets(caller: Caller): Promise<Rotation> {
    await this.require(caller, 'key:rotate', SECRETS_RING);
    return this.ask(caller, SECRETS_RING);
  }

  /** Errors: `not_found`, also for an account whose ring was never made or was shredded; `forbidden`. */
  async rotateUser(caller: Caller, userId: string): Promise<Rotation> {
    const ring = userRing(userId);
    const known = isId(userId) ? (await this.rings.rings.load(ring))?.value : null;
    if (!known || activeVersion(known) === null) return this.authorizer.absent(caller, 'key:rotate', KEY, userId);
    await this.require(caller, 'key:rotate', ring, userId);
    return this.ask(caller, ring);
  }

  /** Finds a rotation. Errors: `not_found`, also for a caller who may not read the key that it rotates. */
  async find(caller: Caller, id: string): Promise<Rotation> {
    const rotation = isId(id) ? await this.requests.find(id) : null;
    if (!rotation) return this.authorizer.absent(caller, 'key:read', ROTATION, id);
    await this.authorizer.require(caller, {
      permission: 'key:read',
      name: keyName(rotation.ring),
      resourceType: ROTATION,
      resourceId: id,
      visibleBy: VISIBLE_BY,
    });
    await this.read(caller, ROTATION, id);
    return rotation;
  }

  private async ask({ request, principal }: Caller, ring: string): Promise<Rotation> {
    const rotation = await this.requests.ask(request, { actor: principal, name: principal.username }, ring);
    this.runner.wake();
    return rotation;
  }

  private async require(caller: Caller, permission: Permission, ring: string, id = keyName(ring)): Promise<void> {
    await this.authorizer.require(caller, {
      permission,
      name: keyName(ring),
      resourceType: KEY,
      resourceId: id,
      visibleBy: VISIBLE_BY,
    });
  }

  private async read({ request, principal }: Caller, resourceType: string, resourceId: string): Promise<void> {
    await this.trail.succeeded(request, principal, { action: 'key:read', resourceType, resourceId });
  }
}
