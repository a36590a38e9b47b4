import { Injectable } from '@nestjs/common';
import { CofferError, newId } from '#kernel';
import { snapshotOf } from '../../domain/generations.js';
import type { Vault } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { changedNothing } from '../vaults/vault-writes.js';

/** Writes the manifest of a vault as it is at `at` down, before the vault names it; its id. */
export type KeepGeneration = (vault: Vault, at: number) => Promise<string>;

/** Snapshots of generations: written before a vault names them, removed when it never will. */
@Injectable()
export class Snapshots {
  constructor(private readonly store: VaultStore) {}

  /** Runs what keeps and publishes; takes back what it kept where that was refused. After a lost race the sweep does. */
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
      // The store went away: the sweep does it later.
      if (!(error instanceof CofferError)) throw error;
    }
  }
}
