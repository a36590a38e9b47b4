import type { AuditAlarm, SweepPlace } from '#audit';
import { type Clock, PeriodicJobs } from '#kernel';
import { appendLines, openNote } from '../../domain/notes/note.js';
import { isWitnessed, type Policy, policyKeys } from '../../domain/notes/policy.js';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { keepHourly } from '../checkpoints/history.js';
import { ArchivedTile } from '../tree/damaged-tile.js';
import type { ReachableWitness, WitnessClient } from './witness-client.js';

/** How often a node looks for a checkpoint that no witness was asked about, in milliseconds. */
const LOOK_MS = 5_000;
/** A witness is asked once in this time, in milliseconds. Operators of witnesses allow about as much. */
export const ROUND_MS = 60_000;
/** Witnesses that are asked at the same time. Look-ups of hosts have no more places. */
const AT_ONCE = 2;
/** A witness that failed is left out of ever more rounds, up to this many. */
const MOST_ROUNDS_OFF = 9;

export interface WitnessParts {
  readonly policy: Policy;
  readonly client: WitnessClient;
  readonly store: CheckpointStore;
  readonly place: Pick<SweepPlace, 'hold'>;
  readonly alarm: AuditAlarm;
  readonly clock: Clock;
}

/**
 * The checkpoint that witnesses are asked about, and the signature lines that it got, by witness. `published`: how many of
 * the lines were there when it was published last.
 */
interface Collected {
  readonly checkpoint: StoredCheckpoint;
  readonly lines: Map<string, string>;
  published: number;
}

/** `why` is null: the witness did not cosign, and nothing is wrong. */
type Outcome =
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'failed'; readonly why: string | null };

/**
 * Collects cosignatures for the newest checkpoint, which was published before. All witnesses are asked about the same one,
 * so that their signatures make a quorum together. An outage of a witness delays nothing else.
 */
export class WitnessRounds {
  private readonly jobs: PeriodicJobs;
  private readonly ended = new AbortController();
  private readonly witnesses: readonly ReachableWitness[];
  private readonly failures = new Map<string, { count: number; roundsOff: number; told: string }>();
  private collected: Collected | null = null;
  private nextRoundAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: WitnessParts) {
    this.witnesses = reachable(parts.policy);
    this.jobs = new PeriodicJobs(parts.clock, { look: { everyMs: LOOK_MS, run: () => this.look() } });
  }

  start(): void {
    const { alarm } = this.parts;
    this.jobs.start((_, error) => alarm.raise(`witnesses could not be asked: ${error}`, null));
  }

  /** Ends what is on its way. The next start asks again. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.jobs.stop();
  }

  /** A round at once if witnesses are to be asked and none was asked in the last minute. A round that fails counts. */
  private async look(): Promise<void> {
    const now = this.parts.clock.now();
    if (now < this.nextRoundAt) return;
    let isAsking = true;
    try {
      isAsking = await this.round();
    } finally {
      if (isAsking) this.nextRoundAt = now + ROUND_MS;
    }
  }

  /**
   * Whether a witness was to be asked. Throws what the store and the leases throw; the next round publishes the lines that
   * were collected before.
   */
  async round(): Promise<boolean> {
    const { place, store } = this.parts;
    if (!(await place.hold())) return false;
    const checkpoint = await store.newest('signed');
    if (checkpoint === null) return false;
    if (this.collected?.checkpoint.note !== checkpoint.note)
      this.collected = { checkpoint, lines: new Map(), published: 0 };
    const { collected } = this;
    const { lines } = collected;
    const asked = this.witnesses.filter(({ name }) => !lines.has(name));
    const due = asked.filter(({ name }) => this.isDue(name));
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.askEach(due, checkpoint, lines)));
    if (lines.size > collected.published) {
      await this.publish(checkpoint, [...lines.values()]);
      collected.published = lines.size;
    }
    return asked.length > 0;
  }

  /** Takes witnesses from `due` until it is empty. */
  private async askEach(due: ReachableWitness[], checkpoint: StoredCheckpoint, lines: Map<string, string>) {
    for (let witness = due.shift(); witness && !this.ended.signal.aborted; witness = due.shift()) {
      const outcome = await this.ask(witness, checkpoint);
      if (outcome.kind === 'cosigned') {
        lines.set(witness.name, outcome.line);
        this.failures.delete(witness.name);
      } else if (!this.ended.signal.aborted) {
        this.failed(witness, outcome.why);
      }
    }
  }

  /** Never throws: what goes wrong with one witness must not keep the lines of others from being published. */
  private async ask(witness: ReachableWitness, checkpoint: StoredCheckpoint): Promise<Outcome> {
    try {
      const answer = await this.parts.client.cosign(witness, checkpoint, this.ended.signal);
      if (answer.kind === 'cosigned') return answer;
      const why = answer.kind === 'ahead' ? await this.whyAhead(answer.size, checkpoint) : answer.why;
      return { kind: 'failed', why };
    } catch (error) {
      if (error instanceof ArchivedTile)
        return { kind: 'failed', why: 'the records at the size that it cosigned are archived' };
      return { kind: 'failed', why: `it could not be asked: ${error}` };
    }
  }

  private isDue(name: string): boolean {
    const failure = this.failures.get(name);
    if (!failure || failure.roundsOff === 0) return true;
    failure.roundsOff -= 1;
    return false;
  }

  private failed({ name }: ReachableWitness, why: string | null): void {
    const { count = 0, told = '' } = this.failures.get(name) ?? {};
    this.failures.set(name, {
      count: Math.min(count + 1, 8),
      roundsOff: Math.min(2 ** count - 1, MOST_ROUNDS_OFF),
      told: why ?? told,
    });
    if (why !== null && why !== told) this.parts.alarm.raise(`witness ${name}: ${why}`, null);
  }

  /** Null: another node has published a larger checkpoint meanwhile, and has shown it to the witness. */
  private async whyAhead(size: number, { epoch }: StoredCheckpoint): Promise<string | null> {
    const newest = await this.parts.store.newest('signed');
    if (newest && (newest.epoch > epoch || newest.size >= size)) return null;
    return `it has cosigned ${size} records, more than this log has signed: the log was rolled back`;
  }

  private async publish(checkpoint: StoredCheckpoint, lines: readonly string[]): Promise<void> {
    const { policy, store } = this.parts;
    const note = appendLines(checkpoint.note, lines);
    if (!isWitnessed(policy, openNote(note, policyKeys(policy)).verified)) return;
    const witnessed = { ...checkpoint, note };
    const before = await store.newest('witnessed');
    if (!(await store.publish('witnessed', witnessed))) return;
    await keepHourly(store, witnessed, before);
  }
}

/** The witnesses that the policy gives a URL. */
export function reachable({ witnesses }: Policy): readonly ReachableWitness[] {
  return witnesses.filter((witness): witness is ReachableWitness => witness.url !== null);
}
