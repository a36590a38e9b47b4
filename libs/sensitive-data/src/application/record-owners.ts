import { Injectable } from '@nestjs/common';
import { CofferError, changedMeanwhile, removeDocument } from '#kernel';
import { Accounts, finishing } from '#users';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';

/** Records of one read while an account is swept. */
const PAGE = 100;
/** Times that a lost race for one record is run again: those who race are a repair and a sealing anew. */
const ATTEMPTS = 10;

/** Holds that nobody's data outlives its owner. */
@Injectable()
export class RecordOwners {
  constructor(
    private readonly store: SensitiveDataStore,
    private readonly accounts: Accounts,
  ) {}

  /** Whether the account is there, read from the store: an account that is being deleted is not. */
  async isThere(userId: string): Promise<boolean> {
    const state = (await this.accounts.load(userId))?.value.state;
    return state !== undefined && state !== 'deleting' && state !== 'deleted';
  }

  /**
   * To be asked after each insert: an account whose deletion began before may have been swept before the record was
   * there. Then the record goes, and `unauthenticated` is thrown.
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

  /** Removes all that an account has, once its ring is gone; resolves to how many. Repeatable. */
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
