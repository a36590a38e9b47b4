import { Injectable } from '@nestjs/common';
import { CofferError, newId } from '#kernel';
import { snapshotOf } from '../../domain/generations.js';
import type { Vault } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { changedNothing } from '../vaults/vault-writes.js';

/** Writes a snapshot of the vault's manifest and returns its id. `at`: milliseconds since 1970. */
export type KeepGeneration = (vault: Vault, at: number) => Promise<string>;

/** Writes snapshots of generations before a vault names them, and removes those that it never will. */
@Injectable()
export class Snapshots {
  constructor(private readonly store: VaultStore) {}

  /**
   * Runs `publish`. If it is refused, removes the snapshots that it wrote. Snapshots of lost races are left to the sweep
   * if a later attempt succeeds.
   */
  async published<T>(ownerId: string, publish: (keep: KeepGeneration) => Promise<T>): Promise<T> {
    const written: string[] = [];
    try {
      return await publish(async (vault, at) => {
        const snapshot = snapshotOf(vault, newId(at), at);
        written.push(snapshot.id);
        await this.store.insertSnapshot(snapshot);
        return snapshot.id;
      });
    } catch (error) {
      if (changedNothing(error)) for (const id of written) await this.takeBack(ownerId, id);
      throw error;
    }
  }

  private async takeBack(ownerId: string, id: string): Promise<void> {
    try {
      await this.store.removeSnapshot(ownerId, id);
    } catch (error) {
      // The store failed. The sweep removes the snapshot later.
      if (!(error instanceof CofferError)) throw error;
    }
  }
}
