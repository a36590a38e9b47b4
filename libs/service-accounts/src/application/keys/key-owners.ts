import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, isUsable, type User, verifiedAddressOf } from '#users';
import type { KeyMail } from '../../domain/keys/key-mails.js';

/** Mails the owners of service accounts about keys. */
@Injectable()
export class KeyOwners {
  constructor(
    private readonly accounts: Accounts,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
  ) {}

  /** Mails the owner, if there is one with a verified address. Does not wait for the mail. */
  async tell(account: User, mail: KeyMail): Promise<void> {
    const owner = account.ownerId === null ? null : await this.accounts.load(account.ownerId);
    if (!owner || !isUsable(owner.value, this.clock.now())) return;
    const to = verifiedAddressOf(owner.value);
    if (to !== null) this.mailer.postNotice({ to, account: owner.value.id, ...mail });
  }
}
