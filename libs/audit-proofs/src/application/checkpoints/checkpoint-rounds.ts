import type { AuditLog, SweepPlace } from '#audit';
import { type Clock, PeriodicJobs } from '#kernel';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { TileConflict } from '../../ports/tile.store.js';
import type { HeadMoves } from './head-moves.js';
import type { HeadSigner } from './head-signer.js';
import { keepHourly } from './history.js';
import type { PublishedCheckpoints } from './published.js';
import { Refusal } from './refusal.js';
import type { RoundsWatch } from './rounds-watch.js';
import type { SignedTree } from './signed-tree.js';

/** How long the last round may take at a stop, in milliseconds. The stop itself waits for 2 s. */
const LAST_ROUND_MS = 1_800;

export interface RoundParts {
  readonly log: AuditLog;
  readonly place: SweepPlace;
  readonly tree: SignedTree;
  readonly heads: HeadMoves;
  readonly signer: HeadSigner;
  readonly store: CheckpointStore;
  readonly published: PublishedCheckpoints;
  readonly watch: RoundsWatch;
  readonly clock: Clock;
}

export type OnPublished = (checkpoint: StoredCheckpoint) => void;

/**
 * Makes a checkpoint whenever the log grew, on the node that holds the place of the sweeper. The steps of a round: the
 * tree is integrated; it is compared with what was signed; the signing head is moved by compare-and-set; it is signed,
 * published and kept. A round may end after any step, and two nodes may be in it at once: what was signed before is always
 * a beginning of what is signed next.
 */
export class CheckpointRounds {
  private readonly jobs: PeriodicJobs;
  private readonly listeners: OnPublished[] = [];
  /** What the newest checkpoint covers, if this node made it or saw it as the sweeper. */
  private covered = 0;
  private started = false;
  private stopping = new AbortController();

  /** `everyMs`: between two rounds. Null: no checkpoints are made. */
  constructor(
    private readonly parts: RoundParts,
    private readonly everyMs: number | null,
  ) {
    const round = { everyMs: everyMs ?? Number.MAX_SAFE_INTEGER, run: () => this.round() };
    this.jobs = new PeriodicJobs(parts.clock, { round });
  }

  /** `listener` is called with each checkpoint that this node published. */
  listen(listener: OnPublished): void {
    this.listeners.push(listener);
  }

  start(): void {
    if (this.everyMs === null) return;
    this.started = true;
    this.jobs.start();
  }

  /** Ends the round that is under way, then makes a last one for the records that came since, if {@link start} was called. Never rejects. */
  async finish(): Promise<void> {
    this.stopping.abort();
    await this.jobs.stop();
    if (!this.started) return;
    this.stopping = new AbortController();
    const cancel = this.parts.clock.after(LAST_ROUND_MS, () => this.stopping.abort());
    await this.round().finally(cancel);
  }

  /** Never rejects. */
  async round(): Promise<void> {
    const { watch } = this.parts;
    if (watch.refusal !== null) return;
    try {
      await this.attempt(this.stopping.signal);
      watch.done();
    } catch (error) {
      if (error instanceof TileConflict || error instanceof Refusal) await watch.refuse(error);
      else watch.failed(error);
    }
  }

  private async attempt(signal: AbortSignal): Promise<void> {
    const { log, place, published, watch } = this.parts;
    const size = await log.head();
    if (size === this.covered) return watch.saw(size, size);
    // The newest checkpoint is read before the head: the head is never behind it, unless the keyring was restored.
    const newest = await published.newest();
    watch.saw(size, newest?.size ?? 0);
    if (await place.hold()) await this.signNewest(newest, signal);
    else this.covered = 0;
  }

  private async signNewest(newest: StoredCheckpoint | null, signal: AbortSignal): Promise<void> {
    const { log, tree, heads, signer, watch } = this.parts;
    const known = await heads.read();
    if (newest && known.revision === 0) throw new Refusal('the keyring does not know what was signed of the audit');
    // The log is read after the head: it has at least what was signed.
    const size = await log.head();
    if (size === 0) return;
    if (newest?.epoch === known.head.epoch && newest.size === size) {
      this.covered = size;
      return;
    }
    const root = await tree.extend(known.head, size, signal);
    const isSigned = known.revision > 0 && known.head.size === size;
    const head = isSigned ? known.head : await heads.move(known, { size, root });
    if (head === null) return;
    const checkpoint = await signer.sign(head);
    await this.publish(checkpoint, newest);
    watch.saw(size, size);
  }

  private async publish(checkpoint: StoredCheckpoint, before: StoredCheckpoint | null): Promise<void> {
    const { store, published } = this.parts;
    await keepHourly(store, checkpoint, before);
    if (!(await published.publish(checkpoint))) return;
    this.covered = checkpoint.size;
    for (const listener of this.listeners) listener(checkpoint);
  }
}
