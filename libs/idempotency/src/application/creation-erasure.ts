import { Injectable } from '@nestjs/common';
import { changeDocument, newId, removeListed } from '#kernel';
import { erased } from '../domain/creation.js';
import { CreationStore } from '../ports/creation.store.js';
import { CreationHashes } from './creation-hashes.js';

/** What records before format 4 have as `owner`. */
const OLDER = '';
/** More records than can have made one object. */
const MAKERS = 100;

/** Removes what the records of Idempotency-Keys hold of a deleted account. */
@Injectable()
export class CreationErasure {
  constructor(
    private readonly store: CreationStore,
    private readonly hashes: CreationHashes,
  ) {}

  /**
   * Removes the account's own records. Records of an older build do not tell whose they are: all of them are removed,
   * for 25 h after the upgrade. The record of the request that made the account loses its hash. It stays, so that a
   * repeated request does not make the account again. Returns how many records were removed. May be repeated.
   */
  async sweep(userId: string): Promise<number> {
    for (const id of await this.store.idsOfObject(userId, MAKERS)) await this.blank(id);
    const owners = [...this.hashes.owners(userId), OLDER];
    return removeListed(this.store.creations, (limit) => this.store.idsOf(owners, limit));
  }

  private async blank(id: string): Promise<void> {
    await changeDocument(this.store.creations, {
      ...{ id, requestId: newId(), attempts: Number.POSITIVE_INFINITY },
      change: (record) => (record.requestHash === '' ? null : erased(record)),
      absent: () => null,
    });
  }
}
