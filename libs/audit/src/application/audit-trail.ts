import { randomUUID } from 'node:crypto';
import {
  type Caller,
  type Clock,
  CofferError,
  isId,
  notFound,
  OutcomeUnknown,
  PartUnavailable,
  type RequestContext,
} from '#kernel';
import { intentKey } from '../domain/intent.js';
import { parseLeaf } from '../domain/leaf.js';
import type { AuditEntry, Outcome, StoredRecord } from '../domain/record.js';
import type { AuditWriter } from './appending/audit-writer.js';
import type { RepeatedAttempts } from './appending/repeated-attempts.js';
import {
  type Actor,
  type Audited,
  type Denied,
  type Done,
  denialOf,
  entryOf,
  isOfStranger,
  requireItsType,
  type Separate,
  separateEntry,
  withDecision,
  withMore,
  withoutChatter,
} from './audited.js';
import type { UnsettledIntents } from './settling/unsettled-intents.js';
import type { WatchedIntent, WatchedIntents } from './settling/watched-intents.js';
import type { AuditTimings } from './timings.js';

const NOTHING_MORE: Done = {};

/**
 * Features write their audit records here. Each method marks the request as audited, so that no other record is written
 * for it, even if this one could not be written.
 *
 * Throws PartUnavailable('audit') if a record is not durable within 2 s [R66].
 */
export class AuditTrail {
  constructor(
    private readonly writer: AuditWriter,
    private readonly watched: WatchedIntents,
    private readonly unsettled: UnsettledIntents,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
    private readonly repeats: RepeatedAttempts,
  ) {}

  /** Records a read, or something else that changed no document. The record is durable when this resolves. */
  async succeeded(request: RequestContext, actor: Actor | null, what: Audited): Promise<void> {
    await this.single(request, entryOf(request, actor, what, 'succeeded'));
  }

  /** Records an attempt that did not succeed, such as a login. */
  async failed(request: RequestContext, actor: Actor | null, what: Audited): Promise<void> {
    await this.single(request, entryOf(request, actor, what, 'failed'));
  }

  /** Records a refusal by a decision. The reason stands in the audit only, never in the answer. */
  async denied(request: RequestContext, actor: Actor | null, what: Denied): Promise<void> {
    await this.single(request, denialOf(request, actor, what));
  }

  /**
   * Records several reads and refusals of one request by one durable write: all of them, or none. At most 256.
   */
  async together(request: RequestContext, actor: Actor, records: readonly Separate[]): Promise<void> {
    request.audited = true;
    count(request, records.length);
    await this.writer.appendTogether(records.map((record) => separateEntry(request, actor, record)));
  }

  /**
   * Refuses because the caller's account has no such object. Records one denial, and throws the same `not_found` for an
   * object that is absent, for another account's and for a text that is no id. `asked` is recorded only if it is an id:
   * otherwise it may be anything that somebody pasted into the path.
   */
  async absent(
    { principal, request }: Caller,
    what: Pick<Denied, 'action' | 'resourceType' | 'reason'>,
    asked: string | null,
  ): Promise<never> {
    const decisionId = randomUUID();
    const resourceId = asked !== null && isId(asked) ? asked : null;
    await this.denied(request, principal, { ...what, resourceId, decisionId });
    throw notFound(decisionId);
  }

  /**
   * Runs `effect` between two records: the intent (`allowed`), which is durable before the effect begins, and the
   * outcome. Request, action and resource tie the two records together. So a request may have only one open mutation of
   * one action on one resource.
   *
   * `effect` publishes under the request's id. What an error of `effect` means:
   * - OutcomeUnknown: the answer of a write was lost. The registered {@link Settlement} finds the outcome in the background.
   * - Any other CofferError but `internal_error`: nothing was changed. The outcome is `failed`.
   * - Anything else is a defect, which may come after a publication. The settlement finds the outcome.
   *
   * `done`: what is known of it only now; it must not throw.
   *
   * Throws the errors of `effect`; PartUnavailable('audit') if the effect was never begun; `outcome_unrecorded` if the
   * effect stands and its outcome is recorded later.
   */
  async mutation<T>(
    request: RequestContext,
    actor: Actor | null,
    what: Audited,
    effect: () => Promise<T>,
    done: (result: T) => Done = () => NOTHING_MORE,
  ): Promise<T> {
    request.audited = true;
    count(request, 2);
    const deadline = this.clock.now() + this.timings.deadline;
    requireItsType(what);
    const intent = entryOf(request, actor, what, 'allowed');
    const { record, watched } = await this.intend(intent);
    if (this.clock.now() >= deadline) {
      await this.close(intent, 'failed', watched).catch(kept);
      throw new PartUnavailable('audit');
    }
    const result = await this.run(effect, intent, record, watched);
    await this.close(withMore(intent, done(result)), 'succeeded', watched).catch((cause) => {
      throw new CofferError('outcome_unrecorded', 'It was done, but its outcome is not in the audit yet.', { cause });
    });
    return result;
  }

  private async single(request: RequestContext, entry: AuditEntry): Promise<void> {
    request.audited = true;
    if (!isOfStranger(request, entry)) {
      count(request, 1);
      await this.writer.append(entry);
      return;
    }
    // A log that cannot be written stops what would only be counted, too.
    if (!this.writer.isWritable) throw new PartUnavailable('audit');
    if (this.repeats.admits(entry)) await this.writer.append(withoutChatter(entry));
  }

  /** Writes the intent. If it gets into the log after its request was refused, it is closed as failed. */
  private async intend(intent: AuditEntry): Promise<{ record: StoredRecord; watched: WatchedIntent }> {
    const watched = this.watched.watch(intentKey(intent));
    if (watched === null) throw new Error('a request changes one resource by one action at a time');
    const late = () => void this.close(intent, 'failed', watched).catch(kept);
    const record = await this.writer.append(intent, { kind: 'intent', watched, late });
    if (record === null) throw new Error('only an outcome can be written by another node');
    return { record, watched };
  }

  private async run<T>(
    effect: () => Promise<T>,
    intent: AuditEntry,
    record: StoredRecord,
    watched: WatchedIntent,
  ): Promise<T> {
    try {
      return await effect();
    } catch (error) {
      if (!changedNothing(error)) {
        this.unsettled.add({ leaf: parseLeaf(record.leaf), lasting: record.lasting }, watched);
        throw error;
      }
      const closed = this.close(withDecision(intent, error), 'failed', watched).catch(kept);
      // If a part does not answer, the log may not answer either: the request does not wait as long again [R89].
      if (!(error instanceof PartUnavailable)) await closed;
      throw error;
    }
  }

  private async close(intent: AuditEntry, outcome: Outcome, watched: WatchedIntent): Promise<void> {
    await this.writer.append({ ...intent, outcome }, { kind: 'outcome', watched });
  }
}

function count(request: RequestContext, records: number): void {
  request.records = (request.records ?? 0) + records;
}

function changedNothing(error: unknown): boolean {
  return error instanceof CofferError && !(error instanceof OutcomeUnknown) && error.code !== 'internal_error';
}

/** Ignores the error: the writer keeps an outcome that missed its deadline, and writes it when it can. */
function kept(): void {}
