import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type Stored } from '#kernel';
import { KeyRings } from '#keys';
import { doomed, tombstoneOf, type User } from '../../domain/accounts/user.js';
import { Accounts } from '../accounts/accounts.js';
import { finishing } from '../accounts/finishing.js';
import { UserAccess } from '../accounts/user-access.js';
import { UserPublisher } from '../accounts/user-publisher.js';
import { ErasureProof, type ErasureSample } from './erasure-proof.js';
import { PersonalData } from './personal-data.js';

export interface Removal {
  readonly id: string;
  /** Milliseconds since 1970: when the key ring was certainly gone. */
  readonly destroyedAt: number;
  /** What of other features was removed, by kind: by this call, where an interrupted one came before it. */
  readonly swept: Readonly<Record<string, number>>;
  readonly sample: ErasureSample;
}

/**
 * Deletes an account: `deleting` with a probe sealed under its ring (nobody uses the account from here on), the ring, the
 * proof that the probe opens no more, what other features keep, a tombstone. Each step may be repeated; a repeated DELETE,
 * or the settlement of its intent, finishes what a crash left.
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

  /** NotErased when the ring's keys outlive it: the account then stays `deleting`. */
  async remove(caller: Caller, id: string): Promise<Removal> {
    const stored = await this.access.findToChange(caller, 'user:delete', id);
    const what = { action: 'user:delete', resourceType: 'user', resourceId: id } as const;
    const { requestId } = caller.request;
    return this.audit.mutation(caller.request, caller.principal, what, async () =>
      this.finish(await this.begin(stored, requestId), requestId),
    );
  }

  /** Everything after `deleting`, of an account that is. OutcomeUnknown for what fails on the way; NotErased. */
  async finish({ id, erasureProbe }: User, requestId: string): Promise<Removal> {
    await finishing(() => this.keyRings.shred(id, requestId));
    const destroyedAt = this.clock.now();
    const sample = await finishing(() => this.proof.sample(id, erasureProbe));
    const swept = await finishing(() => this.personalData.sweep(id));
    await finishing(() => this.bury(id, destroyedAt, requestId));
    return { id, destroyedAt, swept, sample };
  }

  private async begin(stored: Stored<User>, requestId: string): Promise<User> {
    if (stored.value.state === 'deleting') return stored.value;
    const probe = await this.proof.prepare(stored.value.id);
    const { value } = await this.publisher.publish(stored, doomed(stored.value, probe, this.clock.now()), requestId);
    return value;
  }

  private async bury(id: string, at: number, requestId: string): Promise<void> {
    await this.accounts.change(id, requestId, (user) => (user.state === 'deleted' ? user : tombstoneOf(user, at)));
  }
}
