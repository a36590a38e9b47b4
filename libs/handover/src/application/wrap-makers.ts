import { Injectable } from '@nestjs/common';

/** The account that made a wrap. */
export interface WrapMaker {
  /** Whether the account can be used now. What an account made that is disabled, expired or gone opens to nobody. */
  readonly isUsable: boolean;
  /** Where its owner is told of a second try. Null: nowhere. */
  readonly address: string | null;
  /** The account that this address belongs to. */
  readonly accountId: string;
}

/** Null: there is no such account. */
export type MakerLookup = (accountId: string) => Promise<WrapMaker | null>;

/** Looks up the makers of wraps. The feature of users registers the lookup: it stands above this one. */
@Injectable()
export class WrapMakers {
  private lookup: MakerLookup = async () => null;

  register(lookup: MakerLookup): void {
    this.lookup = lookup;
  }

  find(accountId: string): Promise<WrapMaker | null> {
    return this.lookup(accountId);
  }
}
