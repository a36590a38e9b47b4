import { Injectable } from '@nestjs/common';
import { type Wrap, Wraps } from '#handover';
import { Clock, changedMeanwhile, Gone, type Stored } from '#kernel';
import { isExpired, seenRevision, standingOf } from '../../domain/lifecycle.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';

/** Ties shares to their secrets: what could not be revealed any more is not given away by a share either. */
@Injectable()
export class SharedSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly wraps: Wraps,
    private readonly clock: Clock,
  ) {}

  /** Whether the secret is live and has not expired, and still has the shared version. */
  async stands({ subjectId, version }: Wrap): Promise<boolean> {
    const head = await this.store.heads.load(subjectId);
    if (head?.value.state !== 'live' || version === null || isExpired(head.value, this.clock.now())) return false;
    const standing = standingOf(head.value, version);
    return standing === 'current' || standing === 'archived';
  }

  /**
   * Throws unless the secret is as it was decided about. To be live is not enough: a secret that was deleted and restored
   * meanwhile is live, and the deletion has ended its shares. `Gone` if the secret is not live; `conflict` if it was changed.
   */
  async requireUnchanged(decided: Stored<Secret>): Promise<void> {
    const head = await this.store.heads.load(decided.value.id);
    if (head?.value.state !== 'live') throw new Gone();
    if (seenRevision(head) !== seenRevision(decided)) throw changedMeanwhile('secret');
  }

  /** Ends every share of the secret, or of one version of it. May be repeated. */
  end(secretId: string, version: number | null = null): Promise<void> {
    return this.wraps.endOf('secret', secretId, version);
  }

  /** Whether an interrupted request made its share; see `Wraps.settle`. */
  settle(requestId: string): Promise<boolean> {
    return this.wraps.settle(requestId);
  }
}
