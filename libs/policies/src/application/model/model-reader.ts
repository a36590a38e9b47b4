import { Injectable } from '@nestjs/common';
import { PartUnavailable, type Stored } from '#kernel';
import { CompiledModel } from '../../domain/decisions/compiled-model.js';
import { type AuthorizationModel, MODEL_ID } from '../../domain/model.js';
import { AuthorizationModelStore } from '../../ports/authorization-model.store.js';

/** How often every node asks for the revision, in milliseconds. */
const POLL_MS = 250;
/** What is older, counted from the start of the poll that saw it, is read again before use: milliseconds. */
const FRESH_MS = 1_000;

interface Seen {
  readonly model: CompiledModel;
  /** On the monotonic clock: when the look began that found this revision to be the published one. */
  readonly at: number;
}

/** The published authorization model as this node knows it: never older than a second when it is used [R46]. */
@Injectable()
export class ModelReader {
  private seen: Seen | null = null;
  /** Raised by each own publication: a look that began before one may not have seen it. */
  private publications = 0;
  private looking: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly store: AuthorizationModelStore) {}

  /** Polls until {@link stop}; keeps no process alive. A poll that fails leaves things to the next, or to a request. */
  start(): void {
    this.timer ??= setInterval(() => void this.look().catch(() => {}), POLL_MS).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** The model to decide one whole request by. PartUnavailable('authorization') when it cannot be read in time. */
  snapshot(): CompiledModel | Promise<CompiledModel> {
    return this.fresh() ?? this.readAgain();
  }

  /** The model as it is published now, read after this call: for whoever wrote something that depends on it. */
  async current(): Promise<CompiledModel> {
    await this.looking?.catch(() => {});
    return this.readAgain();
  }

  /**
   * Takes over what this node has just published, without waiting for the next poll. `began` is when its write was
   * sent, on the monotonic clock: others may have published since.
   */
  adopt(stored: Stored<AuthorizationModel>, began: number): void {
    this.publications += 1;
    if (!this.seen || this.seen.model.revision < stored.revision) this.see(stored, began);
  }

  private fresh(): CompiledModel | null {
    return this.seen && performance.now() - this.seen.at <= FRESH_MS ? this.seen.model : null;
  }

  private async readAgain(): Promise<CompiledModel> {
    try {
      // A look under way may have begun too long ago, or before an own publication: then a second one has not.
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
    const began = performance.now();
    const publications = this.publications;
    const revision = await this.store.revision();
    const known = this.seen?.model.revision === revision ? this.seen.model : null;
    const stored = known ? { revision: known.revision, value: known.model } : await this.store.models.load(MODEL_ID);
    if (publications !== this.publications) return;
    if (!stored) throw new Error('there is no authorization model');
    this.see(stored, began);
  }

  private see({ revision, value }: Stored<AuthorizationModel>, at: number): void {
    const model = this.seen?.model.revision === revision ? this.seen.model : new CompiledModel(revision, value);
    this.seen = { model, at };
  }
}
