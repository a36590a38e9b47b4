import { toBase64 } from '../crypto/bytes.js';
import { type SealedEntry, sealEntry } from '../crypto/entry-sealing.js';
import { ServerDistrusted } from '../errors.js';
import { CofferProblem } from '../http/problem.js';
import { isUnclear } from './rekeying.js';
import type { VaultCalls } from './vault-calls.js';
import type { EntryContent, VaultEntry } from './vault-entry.js';
import type { VaultKeys } from './vault-keys.js';
import type { VaultView } from './vault-view.js';
import { type EntryOnWire, requireId } from './wire.js';

/** How often a write is repeated after its generation turned out to be old. */
const TRIES_MOST = 3;

/** An entry as it was read. A later change is not overwritten. */
export type EntryRef = Pick<VaultEntry, 'id' | 'revision'>;

/** Seals and sends entries under the vault's current generation. */
export class EntryWrites {
  constructor(
    private readonly userId: string,
    private readonly calls: VaultCalls,
    private readonly view: VaultView,
    private readonly keys: VaultKeys,
  ) {}

  create(id: string, content: EntryContent): Promise<VaultEntry> {
    return this.write({ id, revision: 0 }, content, (sealed, now) => this.calls.create(id, sealed, now));
  }

  replace(seen: EntryRef, content: EntryContent): Promise<VaultEntry> {
    return this.write(seen, content, (sealed, now) => this.calls.replace(seen.id, sealed, now, seen.revision));
  }

  /** An entry that is absent after an attempt that may have arrived counts as deleted. */
  async remove({ id, revision }: EntryRef): Promise<void> {
    const generation = await this.view.generation();
    try {
      await this.calls.remove(id, revision);
    } catch (error) {
      const isGone = error instanceof CofferProblem && error.status === 404 && error.attempts > 1;
      if (!isGone) throw error;
    }
    await this.view.forget({ id, revision }, generation);
  }

  /** Writes the next revision. Seals it again if the vault was re-keyed meanwhile. */
  private async write(
    { id, revision }: EntryRef,
    content: EntryContent,
    send: (sealed: SealedEntry, generation: number) => Promise<EntryOnWire>,
  ): Promise<VaultEntry> {
    for (let tries = 1; ; tries += 1) {
      const generation = await this.view.generation();
      const identity = { userId: this.userId, entryId: id, generation, revision: revision + 1 };
      const labels = { name: content.name ?? null, meta: content.meta ? toBase64(content.meta) : null };
      const sealed = await sealEntry(await this.keys.of(generation), identity, content.data, labels);
      try {
        const answer = await this.sent(id, sealed, () => send(sealed, generation));
        const isIt = answer.generation === generation && answer.revision === revision + 1 && answer.iv === sealed.iv;
        if (!isIt) throw new ServerDistrusted('malformed_answer', id);
        return await this.view.admit(answer);
      } catch (error) {
        const isStale = error instanceof CofferProblem && error.code === 'generation_stale';
        if (!isStale || tries === TRIES_MOST) throw error;
        await this.view.sync();
      }
    }
  }

  /** Returns the answer. If it was lost, or refused after an attempt that may have arrived, reads the entry and returns it if it is ours. */
  private async sent(id: string, sealed: SealedEntry, send: () => Promise<EntryOnWire>): Promise<EntryOnWire> {
    try {
      return requireId(await send(), id);
    } catch (error) {
      const there = isUnclear(error) ? await this.calls.get(id).catch(() => null) : null;
      if (there?.iv !== sealed.iv || there.tag !== sealed.tag) throw error;
      return requireId(there, id);
    }
  }
}
