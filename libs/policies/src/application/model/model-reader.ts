import { Injectable } from '@nestjs/common';
import { Clock, PartUnavailable, PeriodicJobs, type Stored } from '#kernel';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { type AuthorizationModel, MODEL_ID } from '../../domain/model.js';
import { AuthorizationModelStore } from '../../ports/authorization-model.store.js';

/** The time between two polls of the revision, in milliseconds. */
const POLL_MS = 250;
/** If the read that confirmed the model began longer ago than this, in milliseconds, it is read again [R46]. */
const FRESH_MS = 1_000;

interface Seen {
  readonly model: CompiledModel;
  /** When the read began that found this revision to be the published one, in milliseconds since 1970. */
  readonly at: number;
}

/** The published authorization model, as this node knows it. It is at most one second old when it is used [R46]. */
@Injectable()
export class ModelReader {
  private seen: Seen | null = null;
  /** Counts the publications of this node. A read that began before one may not have seen it. */
  private publications = 0;
  private looking: Promise<void> | null = null;
  private readonly polling: PeriodicJobs;

  constructor(
    private readonly store: AuthorizationModelStore,
    private readonly clock: Clock,
  ) {
    this.polling = new PeriodicJobs(clock, { poll: { everyMs: POLL_MS, run: () => this.look() } });
  }

  /** Polls until {@link stop}. A failed poll is ignored: the next poll or the next request reads again. */
  start(): void {
    this.polling.start();
  }

  stop(): Promise<void> {
    return this.polling.stop();
  }

  /** The model that decides one whole request. Throws PartUnavailable('authorization') if it cannot be read in time. */
  snapshot(): CompiledModel | Promise<CompiledModel> {
    return this.fresh() ?? this.readAgain();
  }

  /** The model that is published now, read after this call. For callers that have just written what depends on it. */
  async current(): Promise<CompiledModel> {
    await this.looking?.catch(() => {});
    return this.readAgain();
  }

  /** The model of this revision, if this node has it already. */
  known(revision: number | null): Stored<AuthorizationModel> | undefined {
    return this.seen?.model.revision === revision ? { revision, value: this.seen.model.model } : undefined;
  }

  /**
   * Takes over what this node has just published, without waiting for the next poll. `sentAt`: when the write was sent,
   * in milliseconds since 1970. Others may have published since then.
   */
  adopt(stored: Stored<AuthorizationModel>, sentAt: number): void {
    this.publications += 1;
    if (!this.seen || this.seen.model.revision < stored.revision) this.see(stored, sentAt);
  }

  private fresh(): CompiledModel | null {
    return this.seen && this.clock.now() - this.seen.at <= FRESH_MS ? this.seen.model : null;
  }

  private async readAgain(): Promise<CompiledModel> {
    try {
      // A read that is under way may have begun too long ago, or before this node published. A second read has not.
      await this.look();
      if (!this.fresh()) await this.look();
    } catch (error) {
      throw new PartUnavailable('authorization', error);
    }
    const model = this.fresh();
    if (!model) throw new PartUnavailable('authorization');
    return model;
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const began = this.clock.now();
    const publications = this.publications;
    const revision = await this.store.revision();
    const stored = this.known(revision) ?? (await this.store.models.load(MODEL_ID));
    if (publications !== this.publications) return;
    if (!stored) throw new Error('there is no authorization model');
    this.see(stored, began);
  }

  private see({ revision, value }: Stored<AuthorizationModel>, at: number): void {
    const known = this.seen?.model;
    this.seen = { model: known?.revision === revision ? known : new CompiledModel(revision, value, known), at };
  }
}
