import { Injectable } from '@nestjs/common';
import { CofferError, changedMeanwhile, removeDocument } from '#kernel';
import { Accounts, finishing } from '#users';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** Records of one read while an account is swept. */
const PAGE = 100;
/** Removals of one record that are tried at most. Only a settlement and a sealing anew race with them. */
const ATTEMPTS = 10;

/** Ensures that no record outlives its owner. */
@Injectable()
export class RecordOwners {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly accounts: Accounts,
  ) {}

  /** Whether the account exists and is not being deleted. Reads the store, not a cache. */
  async isThere(userId: string): Promise<boolean> {
    const state = (await this.accounts.load(userId))?.value.state;
    return state !== undefined && state !== 'deleting' && state !== 'deleted';
  }

  /**
   * Call it after each insert. If the account is being deleted, its records may have been swept before this one was
   * inserted: then removes the record and throws `unauthenticated`.
   */
  async requireAfterInsert(userId: string, recordId: string): Promise<void> {
    if (await finishing(() => this.isThere(userId))) return;
    await finishing(() => this.discard(recordId));
    throw new CofferError('unauthenticated', 'The account is being deleted.');
  }

  /** Removes a record whatever its revision. False if it is absent. Errors: `conflict`. */
  discard(id: string): Promise<boolean> {
    return removeDocument(this.store.records, { id, attempts: ATTEMPTS, lost: recordChanged });
  }

  /** Removes all records of an account whose ring is gone. Resolves to how many. May be repeated. */
  async sweep(userId: string): Promise<number> {
    let removed = 0;
    for (let after: string | null = null; ; ) {
      const page = await this.store.list(userId, after, PAGE);
      for (const { value } of page) if (await this.discard(value.id)) removed += 1;
      after = page.at(-1)?.value.id ?? null;
      if (after === null) return removed;
    }
  }
}

function recordChanged(): never {
  throw changedMeanwhile('record');
}
