import { Injectable } from '@nestjs/common';
import { type Wrap, Wraps } from '#handover';
import { Clock } from '#kernel';
import { isExpired, standingOf } from '../../domain/lifecycle.js';
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

  /** Ends every share of the secret, or of one version of it. May be repeated. */
  end(secretId: string, version: number | null = null): Promise<void> {
    return this.wraps.endOf('secret', secretId, version);
  }

  /** Whether the request made its share; it cannot make it any more afterwards. */
  wasMade(requestId: string): Promise<boolean> {
    return this.wraps.wasMade(requestId);
  }
}
