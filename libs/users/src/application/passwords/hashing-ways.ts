import { Injectable } from '@nestjs/common';
import type { User } from '../../domain/accounts/user.js';
import { argon2WayOf, bcryptWayOf } from '../../domain/passwords/hash-way.js';
import { UserStore } from '../../ports/user.store.js';
import { everyAccount } from '../accounts/every-account.js';

/** Costs of hashes, each once, in a fixed order. */
export interface Ways {
  /** As `m=65536,t=3,p=1`. */
  readonly argon2: readonly string[];
  /** As `$2b$12$`, of accounts whose imported hash was not replaced yet. */
  readonly bcrypt: readonly string[];
}

class WaySet {
  private readonly argon2 = new Set<string>();
  private readonly bcrypt = new Set<string>();

  see({ passwordHash, importedHash }: User): void {
    const argon2 = passwordHash === null ? null : argon2WayOf(passwordHash);
    const bcrypt = importedHash && bcryptWayOf(importedHash.setting);
    if (argon2 !== null) this.argon2.add(argon2);
    if (bcrypt !== null) this.bcrypt.add(bcrypt);
  }

  list(): Ways {
    return { argon2: [...this.argon2].sort(), bcrypt: [...this.bcrypt].sort() };
  }
}

/**
 * The costs with which the credentials of accounts are hashed. Each verification spends all of them, so that its time
 * does not tell an account with an older, a newer or an imported hash from another one, or from none [R13].
 */
@Injectable()
export class HashingWays {
  private present = new WaySet();
  /** What a scan under way has found. */
  private next: WaySet | null = null;

  constructor(private readonly store: UserStore) {}

  /** What a verification for `user` spends. Remembers the ways of `user`. Null: an unknown name. */
  of(user: User | null): Ways {
    if (user) this.see(user);
    return this.present.list();
  }

  /**
   * Reads all accounts, and forgets the ways that none of them has any more. Until the first scan has ended, only the
   * ways of accounts that somebody tried are known. PartUnavailable: nothing was forgotten. `stop`: ends it early.
   */
  async scan(stop?: AbortSignal): Promise<void> {
    this.next = new WaySet();
    try {
      for await (const { value } of everyAccount(this.store, { kind: 'person' })) {
        this.see(value);
        if (stop?.aborted) return;
      }
      this.present = this.next;
    } finally {
      this.next = null;
    }
  }

  private see(user: User): void {
    this.present.see(user);
    this.next?.see(user);
  }
}
