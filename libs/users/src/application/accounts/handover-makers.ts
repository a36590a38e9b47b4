import { Injectable } from '@nestjs/common';
import type { WrapMaker } from '#handover';
import { Clock } from '#kernel';
import { isUsable, verifiedAddressOf } from '../../domain/accounts/user.js';
import { Accounts } from './accounts.js';

/** Tells the room of hand-overs about the account that made one: whether it can be used, and whom to tell. */
@Injectable()
export class HandoverMakers {
  constructor(
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** A service account has no address: its owner is told. Null: there is no such account. */
  async find(id: string): Promise<WrapMaker | null> {
    const stored = await this.accounts.loadOfAnyKind(id);
    if (stored === null) return null;
    const { value: maker } = stored;
    const reader = maker.kind === 'person' ? maker : await this.ownerOf(maker.ownerId);
    return {
      isUsable: isUsable(maker, this.clock.now()),
      address: reader && verifiedAddressOf(reader),
      accountId: reader?.id ?? id,
    };
  }

  private async ownerOf(id: string | null) {
    return (id === null ? null : await this.accounts.load(id))?.value ?? null;
  }
}
