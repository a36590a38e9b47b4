import { createHmac } from 'node:crypto';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { NodeLeases } from '#audit';
import { type Clock, PeriodicJobs, type Roots } from '#kernel';

/** `split`: another node that lives signs access tokens that this node refuses. */
export type TokenState = 'shared' | 'split';

/** From the end of one look to the beginning of the next, in milliseconds. */
export const LOOK_MS = 5_000;
/** A mark is that of a living node for so long after this node saw it renewed. */
const ALIVE_MS = 3 * LOOK_MS;

/** A mark that this node saw nobody renew for so long is removed. A node that comes back makes it again. */
const FORGOTTEN_MS = 3_600_000;
/** At most, in one look. */
const FORGOTTEN_A_LOOK = 10;

const PREFIX = 'token-mark:';
const REFUSES =
  'another node signs access tokens that this node refuses: JWT_SECRET, JWT_ISSUER or JWT_AUDIENCE differ; give all nodes the same, or finish the change of JWT_SECRET';
const AGREES = 'this node accepts the access tokens of all nodes again';

/** A mark in the store: when its lease ends, and since when this node sees that end, in milliseconds since 1970. */
interface SeenMark {
  readonly until: number;
  readonly since: number;
}

/**
 * Compares the access tokens that this node accepts with those that other nodes sign. It refuses nothing, since a change
 * of JWT_SECRET goes from node to node, and nobody knows which value is the right one. Each node renews the lease of a
 * _mark_: a MAC, by a key from the pepper, over what its tokens are signed with and name. So the store tells nothing of
 * the secret, and nodes with the same secret share a mark. Marks are judged by watching, as leases are: what nobody renews
 * is old.
 */
export class TokenWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly jobs: PeriodicJobs<'look'>;
  private readonly marks: readonly string[];
  /** What the last look found, by name. Null: there was none yet, so nobody knows what is renewed. */
  private found: ReadonlyMap<string, SeenMark> | null = null;
  /** When each mark of other secrets was last seen renewed. */
  private readonly renewedAt = new Map<string, number>();
  private refused = '';

  constructor(
    private readonly leases: NodeLeases,
    roots: Roots,
    { issuer, audience }: { readonly issuer: string; readonly audience: string },
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.marks = roots.jwtKeys.map(({ kid }) => {
      const text = JSON.stringify([kid, issuer, audience]);
      return createHmac('sha256', roots.derive('token-mark')).update(text).digest('base64url').slice(0, 16);
    });
    this.jobs = new PeriodicJobs(clock, { look: { everyMs: LOOK_MS, run: () => this.look() } });
  }

  get state(): TokenState {
    return this.refused === '' ? 'shared' : 'split';
  }

  /** The first look is at once, and the start does not wait for it. A look that fails is repeated: the parts tell of that. */
  onApplicationBootstrap(): void {
    this.jobs.start();
    void this.jobs.runNow('look');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
  }

  private async look(): Promise<void> {
    const now = this.clock.now();
    const own = `${PREFIX}${this.marks[0]}`;
    await this.leases.renew(own, now + ALIVE_MS);
    const found = await this.leases.named(PREFIX);
    // No renewal shortens a lease. One by a clock that was ahead would hide all further ones.
    if ((found.get(own) ?? 0) > now + 2 * ALIVE_MS) await this.leases.release(own);
    const seen = new Map<string, SeenMark>();
    for (const [name, until] of found) {
      const mark = name.slice(PREFIX.length);
      const before = this.found?.get(name);
      seen.set(name, before?.until === until ? before : { until, since: now });
      const isRenewed = this.found !== null && before?.until !== until;
      if (isRenewed && !this.marks.includes(mark)) this.renewedAt.set(mark, now);
    }
    this.found = seen;
    this.tell([...this.renewedAt].filter(([, at]) => now - at < ALIVE_MS).map(([mark]) => mark));
    await this.forget(now);
  }

  private async forget(now: number): Promise<void> {
    const old = [...(this.found ?? [])].filter(([, { since }]) => now - since >= FORGOTTEN_MS);
    for (const [name] of old.slice(0, FORGOTTEN_A_LOOK)) {
      await this.leases.release(name);
      this.renewedAt.delete(name.slice(PREFIX.length));
    }
  }

  private tell(others: readonly string[]): void {
    const refused = others.toSorted().join();
    if (refused === this.refused) return;
    this.refused = refused;
    const fields = { token_mark: this.marks[0], other_marks: others };
    if (refused === '') this.logger.info(AGREES);
    else this.logger.warn(fields, REFUSES);
  }
}
