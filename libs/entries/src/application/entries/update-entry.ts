import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, isId, type PublishingWindow, requireRevision } from '#kernel';
import { blobSize, type EntryBlob, type EntryBody } from '../../domain/entry-body.js';
import { withBody } from '../../domain/vault-changes.js';
import { requireGeneration, requireLive } from '../../domain/vault-state.js';
import { Absences } from '../vaults/absences.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { EntryBodies } from './entry-bodies.js';
import { EntryReading } from './entry-reading.js';

export interface EntryRevision {
  /** The generation that the client sealed for. Null: the request names none. */
  readonly generation: number | null;
  readonly blob: EntryBlob;
}

/** Gives an entry its next revision. */
@Injectable()
export class UpdateEntry {
  constructor(
    private readonly bodies: EntryBodies,
    private readonly reading: EntryReading,
    private readonly publisher: VaultPublisher,
    private readonly writes: VaultWrites,
    private readonly absences: Absences,
  ) {}

  /**
   * `seen`: the revisions of If-Match, or null. Errors: `not_found`; `precondition_required` without If-Match;
   * `precondition_failed` if this entry has changed; `generation_stale`; `busy`. Changes of other entries do not matter.
   */
  async update(caller: Caller, id: string, next: EntryRevision, seen: readonly number[] | null): Promise<EntryBody> {
    const located = isId(id) ? await this.reading.located(caller.principal.userId, id) : null;
    if (!located) return this.absences.entry(caller, 'entry:update', id);
    if (seen === null) throw unseen();
    caller.request.reserve?.(blobSize(located.body));
    return this.writes.entry(caller, 'entry:update', id, async (window) => {
      requireRevision(seen, located.body.revision);
      requireGeneration(located.vault, next.generation);
      const body = this.following(located.body, next.blob);
      await this.bodies.published([body], () => this.publish(caller, window, body));
      await this.bodies.trim(body);
      return body;
    });
  }

  private following({ ownerId, entryId, generation, revision, id, createdAt }: EntryBody, blob: EntryBlob): EntryBody {
    const of = { ownerId, entryId, generation, revision: revision + 1, previous: id, rekey: null, createdAt, blob };
    return this.bodies.compose(of);
  }

  private publish(caller: Caller, window: PublishingWindow, body: EntryBody): Promise<unknown> {
    return this.publisher.publish(caller, window, (vault, seq) => {
      const live = requireLive(vault, body.entryId);
      requireGeneration(vault, body.generation);
      requireRevision([body.revision - 1], live.revision);
      return withBody(vault, body, seq);
    });
  }
}

function unseen(): CofferError {
  return new CofferError(
    'precondition_required',
    'Send If-Match with the revision that you saw. Without it, a change by another device would be lost.',
  );
}
