import { Injectable } from '@nestjs/common';
import { type Caller, isId, requireRevision } from '#kernel';
import { entryIn } from '../../domain/manifest.js';
import { withoutEntry } from '../../domain/vault-changes.js';
import { requireLive } from '../../domain/vault-state.js';
import { Absences } from '../vaults/absences.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { EntryBodies } from './entry-bodies.js';
import { EntryReading } from './entry-reading.js';

/** Deletes an entry and its history in the present generation. */
@Injectable()
export class DeleteEntry {
  constructor(
    private readonly bodies: EntryBodies,
    private readonly reading: EntryReading,
    private readonly publisher: VaultPublisher,
    private readonly writes: VaultWrites,
    private readonly absences: Absences,
  ) {}

  /** `seen`: the revisions of If-Match, or null. Errors: `not_found`, `precondition_failed`, `busy`. */
  async delete(caller: Caller, id: string, seen: readonly number[] | null): Promise<void> {
    const { userId } = caller.principal;
    if (!isId(id) || !(await this.reading.isThere(userId, id))) return this.absences.entry(caller, 'entry:delete', id);
    await this.writes.entry(caller, 'entry:delete', id, async (window) => {
      const { value } = await this.publisher.publish(caller, window, (vault, seq) => {
        requireRevision(seen, requireLive(vault, id).revision);
        return withoutEntry(vault, id, seq);
      });
      const revision = entryIn(value.manifest, id)?.revision ?? 0;
      await this.bodies.removeUpTo(userId, id, value.generation, revision);
    });
  }
}
