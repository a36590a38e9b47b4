import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, isId } from '#kernel';
import { blobSize, type EntryBody } from '../../domain/entry-body.js';
import { Absences, ENTRY } from '../vaults/absences.js';
import { EntryReading } from './entry-reading.js';

/** A body is in memory as it was read, and twice in the answer. */
const COPIES = 3;

/** Shows the present revision or the last revisions of an entry. */
@Injectable()
export class FindEntry {
  constructor(
    private readonly reading: EntryReading,
    private readonly absences: Absences,
    private readonly audit: AuditTrail,
  ) {}

  /** Errors: `not_found`; `rate_limited` or `busy` for memory. */
  async find(caller: Caller, id: string): Promise<EntryBody> {
    const body = isId(id) ? await this.reading.present(caller.principal.userId, id) : null;
    if (!body) return this.absences.entry(caller, 'entry:read', id);
    caller.request.reserve?.(blobSize(body) * COPIES);
    await this.recorded(caller, 'entry:read', id);
    return body;
  }

  /** At most the last 10 revisions since the last re-key, the newest first. Errors: `not_found`. */
  async history(caller: Caller, id: string): Promise<readonly EntryBody[]> {
    const bodies = isId(id) ? await this.reading.history(caller.principal.userId, id) : null;
    if (!bodies) return this.absences.entry(caller, 'entry:history', id);
    await this.recorded(caller, 'entry:history', id);
    return bodies;
  }

  private recorded(caller: Caller, action: 'entry:read' | 'entry:history', id: string): Promise<void> {
    return this.audit.succeeded(caller.request, caller.principal, { action, resourceType: ENTRY, resourceId: id });
  }
}
