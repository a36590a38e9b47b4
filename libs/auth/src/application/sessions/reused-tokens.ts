import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail, changedNames } from '#audit';
import { BoundedCache, Clock, isUnrecorded, newId, PartUnavailable, type RequestContext } from '#kernel';
import { Sessions } from './sessions.js';

/** Sessions of which this process remembers that their reuse is in the audit. */
const MOST_RECORDED = 10_000;
/** Records that wait for the audit. The token of a further session is recorded when one of the session comes again. */
const MOST_WAITING = 1_000;

/** A used refresh token that came again. */
interface Reuse {
  readonly request: RequestContext;
  readonly actor: Actor;
  readonly sessionId: string;
}

/** A record that waits for the audit. */
interface Waiting extends Reuse {
  readonly reason: string;
}

/** The record says why the session ends, since its user did not end it. It names no person. */
const BECAUSE = changedNames('ended_because', [], ['refresh_token_reused']);

/**
 * Ends the sessions of used refresh tokens that come again, and sees to it that the audit says so. The intent comes first:
 * it outlives a process that dies, and its settlement tells whether the session has ended. A log that cannot be written
 * keeps no stolen session alive: the record waits in this process until the log takes it, at a stop at the latest. It is
 * lost with a process that is killed before, or that stops while the log is away. Then the next token of the session is
 * recorded.
 */
@Injectable()
export class ReusedTokens {
  private readonly recorded: BoundedCache<true>;
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
    clock: Clock,
  ) {
    this.recorded = new BoundedCache(clock, { max: MOST_RECORDED });
  }

  /**
   * Ends the session and records why. Throws what kept the session alive, so that the request is repeated; a record that
   * cannot be written hides no refusal.
   */
  async end(reuse: Reuse): Promise<void> {
    // The token is genuine, and only these records tell why the session ended: they are never only counted.
    reuse.request.anonymous = false;
    const [ended] = await Promise.allSettled([this.endSession(reuse)]);
    const hasEnded = ended.status === 'fulfilled';
    const reason = `a refresh token was used again: its session ${hasEnded ? 'ends' : 'could not be ended'}`;
    // A log that took no intent in time is not waited for again.
    if (hasEnded && ended.value === 'unrecorded') this.keep(reuse, reason);
    else await this.record(reuse, reason);
    if (!hasEnded) throw ended.reason;
  }

  /**
   * A genuine token of a session came that a reuse has ended. It is recorded unless this process knows that the reuse was:
   * another process may have died before that.
   */
  async comeBack(reuse: Reuse): Promise<void> {
    if (this.recorded.get(reuse.sessionId)) return;
    reuse.request.anonymous = false;
    const reason = 'a refresh token of a session came that ended because a token was used again';
    await this.record(reuse, this.waiting.get(reuse.sessionId)?.reason ?? reason);
  }

  /** Writes the records that the log did not take before. */
  async run(stop?: AbortSignal): Promise<void> {
    for (const sessionId of [...this.waiting.keys()]) {
      if (stop?.aborted) return;
      const waiting = this.waiting.get(sessionId);
      if (waiting) await this.record(waiting, waiting.reason);
      if (this.waiting.has(sessionId)) return;
    }
  }

  private async endSession({ request, actor, sessionId }: Reuse): Promise<'recorded' | 'unrecorded'> {
    const what = {
      action: 'auth:session-end',
      resourceType: 'session',
      resourceId: sessionId,
      changes: BECAUSE,
    } as const;
    let hasBegun = false;
    const revoke = (requestId: string) => this.sessions.revoke(sessionId, 'reuse', requestId);
    try {
      await this.audit.mutation(request, actor, what, () => {
        hasBegun = true;
        return revoke(request.requestId);
      });
    } catch (error) {
      if (isUnrecorded(error)) return 'unrecorded';
      if (hasBegun || !(error instanceof PartUnavailable)) throw error;
      // If the intent lands late, it is closed as failed, and says so of its own request alone.
      await revoke(newId());
      return 'unrecorded';
    }
    return 'recorded';
  }

  /** Who used the token again is in the record that waits. Whoever comes later may be the user. */
  private async record(reuse: Reuse, reason: string): Promise<void> {
    const waited = this.waiting.get(reuse.sessionId);
    const { request, actor, sessionId } = waited ?? reuse;
    const what = { action: 'auth:refresh', resourceType: 'session', resourceId: sessionId } as const;
    try {
      await this.audit.denied(request, actor, { ...what, decisionId: randomUUID(), reason });
    } catch (error) {
      if (!(error instanceof PartUnavailable)) throw error;
      if (reason !== waited?.reason) this.keep(reuse, reason);
      return;
    }
    // A newer reason may have come meanwhile.
    if (this.waiting.get(sessionId) === waited) this.waiting.delete(sessionId);
    this.recorded.set(sessionId, true);
  }

  /** The first request stays. A newer reason replaces the older one: what could not be ended may have ended since. */
  private keep(reuse: Reuse, reason: string): void {
    const first = this.waiting.get(reuse.sessionId);
    if (first || this.waiting.size < MOST_WAITING) this.waiting.set(reuse.sessionId, { ...(first ?? reuse), reason });
  }
}
