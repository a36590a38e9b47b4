import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail, changedNames } from '#audit';
import { type Action, type Caller, Clock, CofferError, type Stored } from '#kernel';
import { KeyRings } from '#keys';
import type { Payer } from '#policies';
import type { User } from '../../domain/accounts/user.js';
import { doomed, tombstoneOf } from '../../domain/accounts/user-transitions.js';
import { Accounts } from '../accounts/accounts.js';
import { finishing } from '../accounts/finishing.js';
import { UserAccess } from '../accounts/user-access.js';
import { UserPublisher } from '../accounts/user-publisher.js';
import { ErasureProof, type ErasureSample } from './erasure-proof.js';
import { PersonalData } from './personal-data.js';

export interface Removal {
  readonly id: string;
  /** When the key ring was surely gone, in milliseconds since 1970. */
  readonly destroyedAt: number;
  /** How many records of other features this call removed, by kind. An interrupted call before may have removed more. */
  readonly swept: Readonly<Record<string, number>>;
  readonly sample: ErasureSample;
}

const REMOVALS = ['user:delete', 'auth:delete', 'service_account:delete'] as const satisfies readonly Action[];
type RemovalAction = (typeof REMOVALS)[number];

/** Whether an intent with this action deletes an account: that of another, or the caller's own. */
export function isRemoval(action: string): boolean {
  return REMOVALS.some((removal) => removal === action);
}

/**
 * Deletes an account in steps: set it to `deleting` with a probe sealed under its ring (from then on nobody can use the
 * account), shred the ring, prove that the probe does not open any more, remove what other features store, leave a
 * tombstone. Each step may be repeated: a repeated DELETE or the settlement of the intent finishes an interrupted one.
 */
@Injectable()
export class UserRemoval {
  constructor(
    private readonly access: UserAccess,
    private readonly publisher: UserPublisher,
    private readonly accounts: Accounts,
    private readonly keyRings: KeyRings,
    private readonly proof: ErasureProof,
    private readonly personalData: PersonalData,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Throws NotErased if the ring's keys still exist; the account then stays `deleting`. */
  async remove(caller: Caller, id: string): Promise<Removal> {
    const stored = await this.access.findToChange(caller, 'user:delete', id);
    return this.destroy(caller, { action: 'user:delete', resourceType: 'user', resourceId: id }, stored);
  }

  /** As {@link remove}, of the caller's own account. `last_administrator`. */
  async removeOwn(caller: Caller): Promise<Removal> {
    const stored = await this.accounts.load(caller.principal.userId);
    // The caller was authenticated up to a second ago. `deleting`: the same request came twice.
    const isOwners = stored?.value.state === 'active' || stored?.value.state === 'deleting';
    const what = { action: 'auth:delete', resourceType: 'user', resourceId: caller.principal.userId } as const;
    if (stored && isOwners) return this.destroy(caller, what, stored);
    throw new CofferError('unauthenticated', 'The account was disabled or deleted meanwhile.');
  }

  /** As {@link remove}, of an account that the caller may delete. `what`: how the audit calls it. */
  destroy({ request, principal }: Caller, what: Audited & { action: RemovalAction }, stored: Stored<User>) {
    const audited = { ...what, changes: changedNames('roles', stored.value.roles, []) };
    return this.audit.mutation(request, principal, audited, async () =>
      this.finish(await this.begin(stored, request), request.requestId),
    );
  }

  /** Runs every step after `deleting`, for an account in that state. Throws OutcomeUnknown if a step fails; NotErased. */
  async finish({ id, erasureProbe }: User, requestId: string): Promise<Removal> {
    await finishing(() => this.keyRings.shred(id, requestId));
    const destroyedAt = this.clock.now();
    const sample = await finishing(() => this.proof.sample(id, erasureProbe));
    const swept = await finishing(() => this.personalData.sweep(id));
    await finishing(() => this.bury(id, destroyedAt, requestId));
    return { id, destroyedAt, swept, sample };
  }

  private async begin(stored: Stored<User>, request: Payer): Promise<User> {
    if (stored.value.state === 'deleting') return stored.value;
    const probe = await this.proof.prepare(stored.value.id);
    const { value } = await this.publisher.publish(stored, doomed(stored.value, probe, this.clock.now()), request);
    return value;
  }

  private async bury(id: string, at: number, requestId: string): Promise<void> {
    // A copy of a tombstone is published too: then the settlement of this request finds that it succeeded.
    await this.accounts.change(id, requestId, (user) =>
      user.state === 'deleted' ? { ...user } : tombstoneOf(user, at),
    );
  }
}
