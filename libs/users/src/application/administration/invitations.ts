import { Injectable } from '@nestjs/common';
import type { User } from '../../domain/accounts/user.js';

/** A one-time token with which an invited user chooses a password. It is not stored. */
export interface OpenedInvitation {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whether it will be mailed, and shown to nobody else. */
  readonly isMailed: boolean;
}

export interface IssuedInvitation extends Pick<OpenedInvitation, 'expiresAt'> {
  /** Null: the token was mailed to the user. Otherwise the caller passes it on. */
  readonly token: string | null;
}

/** What makes invitations. Authentication has the one-time tokens. */
export interface InvitationTokens {
  /**
   * Opens a token for the account as it is in `user`, which need not be stored yet. The token works while the account has
   * that epoch.
   */
  open(user: User, requestId: string): Promise<OpenedInvitation>;
  /** Mails the token, or returns it, as `opened` says. Call it once the outcome is recorded. */
  deliver(user: User, opened: OpenedInvitation): IssuedInvitation;
}

/** Invites the user of a new account. The feature above that has the tokens registers at `onModuleInit`. */
@Injectable()
export class Invitations {
  private source: InvitationTokens | null = null;

  register(source: InvitationTokens): void {
    this.source = source;
  }

  get tokens(): InvitationTokens {
    if (!this.source) throw new Error('nothing makes invitations');
    return this.source;
  }
}
