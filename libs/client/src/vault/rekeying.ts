import { randomBytes, toBase64, utf8 } from '../crypto/bytes.js';
import { sealEntry } from '../crypto/entry-sealing.js';
import { consumedBy, type SecretKey, sealingKey } from '../crypto/password-keys.js';
import type { UserKey } from '../crypto/user-key.js';
import { NoAnswer, ServerDistrusted } from '../errors.js';
import { CofferProblem } from '../http/problem.js';
import type { StagedEntry, VaultCalls } from './vault-calls.js';
import type { VaultEntry } from './vault-entry.js';
import type { VaultView } from './vault-view.js';

/** Bytes of a batch: below the server's limit of 1 MiB for a body. */
const BATCH_BYTES = 1_000_000;
/** Entries of a batch: at most 100, with seven keys each, below the server's limit of 1,000 keys for a body. */
const BATCH_ENTRIES = 100;
/** How often a publication may find the vault changed. */
const ROUNDS = 20;
const BEGINNINGS = 4;

interface Begun {
  readonly id: string;
  readonly generation: number;
  readonly key: SecretKey;
}

/** Gives every entry of a vault a new key, published at once. */
export class Rekeying {
  constructor(
    private readonly userId: string,
    private readonly userKey: UserKey,
    private readonly calls: VaultCalls,
    private readonly view: VaultView,
  ) {}

  /** `replaceOpen`: abandons an open re-key, such as one of a client that died, instead of failing with `rekey_open`. */
  async run(replaceOpen: boolean): Promise<void> {
    await this.view.sync();
    const begun = await consumedBy((bytes) => this.begin(bytes, replaceOpen), randomBytes(32));
    try {
      await this.stageAndPublish(begun);
    } catch (error) {
      // The caller gets the first error, not a failed clean-up. `replaceOpen` cleans up the next time.
      await this.calls.abandon(begun.id).catch(() => undefined);
      throw error;
    }
    await this.view.sync();
  }

  /** A wrapped key contains its generation, which the server assigns. Tries the likely one first, then the server's. */
  private async begin(bytes: Uint8Array<ArrayBuffer>, replaceOpen: boolean): Promise<Begun> {
    const { generation, previous, rekey } = await this.calls.generations();
    if (rekey !== null && replaceOpen) await this.calls.abandon(rekey.id);
    const top = Math.max(generation, previous?.generation ?? 1, rekey?.generation ?? 1);
    for (let next = top + 1, tries = 0; tries < BEGINNINGS; tries += 1) {
      const begun = await this.calls.beginRekey(await this.userKey.wrapVaultKey(this.userId, next, bytes));
      if (begun.generation === next) return { ...begun, key: await sealingKey(bytes) };
      await this.calls.abandon(begun.id);
      if (begun.generation <= top) throw new ServerDistrusted('generation_rolled_back');
      next = begun.generation + 1;
    }
    throw new ServerDistrusted('malformed_answer', 'rekey.generation');
  }

  private async stageAndPublish(begun: Begun): Promise<void> {
    const staged = new Map<string, number>();
    for (let round = 1; ; round += 1) {
      const live = [...this.view.items.values()];
      await this.stage(
        begun,
        live.filter(({ id, revision }) => staged.get(id) !== revision),
      );
      for (const { id, revision } of live) staged.set(id, revision);
      try {
        const manifest = live.map(({ id, revision }) => `${id}:${revision}`);
        return await this.calls.publish(begun.id, manifest);
      } catch (error) {
        const outcome = await this.outcomeOf(error, begun);
        if (outcome === 'published') return;
        if (outcome === 'refused' || round === ROUNDS) throw error;
        await this.view.sync();
      }
    }
  }

  /** `again` if the vault changed meanwhile or the publication did not arrive. */
  private async outcomeOf(error: unknown, { id, generation }: Begun): Promise<'published' | 'again' | 'refused'> {
    if (error instanceof CofferProblem && error.code === 'manifest_mismatch') return 'again';
    if (!isUnclear(error)) return 'refused';
    const now = await this.calls.generations();
    if (now.generation === generation) return 'published';
    return now.rekey?.id === id ? 'again' : 'refused';
  }

  private async stage({ id, generation, key }: Begun, entries: readonly VaultEntry[]): Promise<void> {
    let batch: StagedEntry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      const sealed = await this.resealed(entry, generation, key);
      const size = utf8(JSON.stringify(sealed)).length + 1;
      if (batch.length === BATCH_ENTRIES || bytes + size > BATCH_BYTES) {
        await this.calls.stage(id, batch);
        [batch, bytes] = [[], 0];
      }
      batch.push(sealed);
      bytes += size;
    }
    if (batch.length > 0) await this.calls.stage(id, batch);
  }

  private async resealed(entry: VaultEntry, generation: number, key: SecretKey): Promise<StagedEntry> {
    const identity = { userId: this.userId, entryId: entry.id, generation, revision: entry.revision + 1 };
    const labels = { name: entry.name, meta: entry.meta === null ? null : toBase64(entry.meta) };
    return { id: entry.id, revision: entry.revision, ...(await sealEntry(key, identity, entry.data, labels)) };
  }
}

/** True if the request may have been carried out despite the error. */
export function isUnclear(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof CofferProblem && (error.code.startsWith('outcome_') || error.attempts > 1);
}
