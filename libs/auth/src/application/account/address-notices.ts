import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Mailer } from '#mail';
import type { User } from '#users';
import { emailChangedMail } from '../../domain/mails.js';
import { notify } from '../notices.js';
import { FirstCode } from './first-code.js';

/** Mails to both addresses when an administrator has changed the address of an account. */
@Injectable()
export class AddressNotices {
  constructor(
    private readonly mailer: Mailer,
    private readonly firstCode: FirstCode,
  ) {}

  /**
   * Returns at once. The reader of the old address is told, if it was verified. The new one gets the code that verifies
   * it, as after a registration. An invited account needs none: its next invitation goes there.
   */
  changed(before: User, after: User, request: RequestContext): void {
    notify(this.mailer, before, emailChangedMail(before.username, 'moved'));
    if (after.state === 'active') this.firstCode.offer(after, request);
  }
}
