import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { User } from '../../domain/accounts/user.js';

/** Told of an account before and after an administrator has changed its address. Does not wait, and must not throw. */
export type AddressListener = (before: User, after: User, request: RequestContext) => void;

/** Tells who mails that an administrator has changed an address. The feature above registers at `onModuleInit`. */
@Injectable()
export class AddressChanges {
  private listener: AddressListener = () => undefined;

  register(listener: AddressListener): void {
    this.listener = listener;
  }

  changed(before: User, after: User, request: RequestContext): void {
    if (before.email !== after.email) this.listener(before, after, request);
  }
}
