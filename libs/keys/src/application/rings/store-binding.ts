import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { changeDocument, changedMeanwhile, newId, ownCommand, Roots, StartError } from '#kernel';
import { type KeyRing, MASTER_RING } from '../../domain/key-ring.js';
import { ADOPTABLE, KeyManagement } from '../../ports/key-management.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import { isUnused } from './unused-keyring.js';

const USED =
  'The store is empty, but the keyring holds the keys of another store: look whether the right volume is mounted, or ' +
  `whether DATA_DIR or DB_NAME is mistyped. If a new store shall use this keyring: ${ownCommand('keyring adopt --new-store')}.`;
const BOUND_ELSEWHERE = `The keyring belongs to another store. If it shall belong to this one from now on: ${ownCommand('keyring adopt')}.`;
const FOREIGN_PEPPER =
  'PEPPER is not the one that this store was made with (nor is PEPPER_PREVIOUS): nobody could log in. Set the right one.';

/** Ties the store, its keyring and its pepper together, so that a start with a wrong one of them is refused by name. */
@Injectable()
export class StoreBinding {
  constructor(
    private readonly keyring: KeyManagement,
    private readonly store: KeyRingStore,
    private readonly roots: Roots,
  ) {}

  /** Called for an empty store. StartError if the keyring is in use by another one. */
  async requireUnused(): Promise<void> {
    await this.requireFree();
    this.roots.settle();
  }

  private async requireFree(): Promise<void> {
    if (await isUnused(this.keyring)) return;
    // Another node may have completed the first start meanwhile: it describes the master key before it binds the keyring.
    if (!(await this.store.rings.load(MASTER_RING))) throw new StartError(USED);
  }

  /**
   * Binds what is not bound yet: that of a first start, and of a store that is older than bindings. Each step continues
   * what an interrupted start left. StartError if the keyring or the pepper belong to another store.
   */
  async require(): Promise<void> {
    this.roots.settle();
    const { storeId } = await this.identified();
    if (storeId === null) throw changedMeanwhile('key ring');
    const bound = await this.keyring.boundTo();
    if (bound === storeId) return;
    if (bound !== null && !isMark(bound)) throw new StartError(BOUND_ELSEWHERE);
    if (await this.keyring.bind(storeId, bound)) return;
    if ((await this.keyring.boundTo()) !== storeId) throw new StartError(BOUND_ELSEWHERE);
  }

  /** The descriptor with an id and a check value of the newest pepper. */
  private async identified(): Promise<KeyRing> {
    const changed = await changeDocument(this.store.rings, {
      id: MASTER_RING,
      requestId: newId(),
      change: (known) => this.complete(known),
      absent: () => {
        throw changedMeanwhile('key ring');
      },
      lost: () => {
        throw changedMeanwhile('key ring');
      },
    });
    return changed.stored.value;
  }

  private complete(known: KeyRing): KeyRing {
    const [newest = ''] = this.pepperChecks();
    if (known.pepperCheck !== null && !this.pepperChecks().some((one) => same(one, known.pepperCheck ?? ''))) {
      throw new StartError(FOREIGN_PEPPER);
    }
    if (known.storeId !== null && known.pepperCheck === newest) return known;
    return { ...known, storeId: known.storeId ?? newId(), pepperCheck: newest };
  }

  /** One for each pepper, the newest first. */
  private pepperChecks(): string[] {
    return this.roots
      .deriveAll('pepper-check')
      .map((key) => createHmac('sha256', key).update('coffer/pepper-check/v1').digest('base64url'));
  }
}

function isMark(bound: string): boolean {
  return bound === ADOPTABLE.byKnown || bound === ADOPTABLE.byNew;
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
