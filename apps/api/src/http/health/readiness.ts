import type { AppenderState } from '#audit';
import type { CheckpointState, ScrubState } from '#audit-proofs';
import { type Clock, type Room, SystemClock } from '#kernel';
import type { TokenState } from '../../tokens/token-watch.js';

/** A part that the api depends on. `check` throws when the part does not work. */
export interface Part {
  check(): Promise<void>;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly parts: Readonly<Record<string, 'up' | 'down'>>;
  /** `in_doubt` for a while after a jump: what cannot be undone waits. The server is ready nevertheless. */
  readonly clock: 'settled' | 'in_doubt';
  /** How much room the store has. The server is ready whatever it is: it reads and deletes. */
  readonly room: Room;
  /** How far the receiver of the audit is behind, at most 5 s ago. Null: there is none. The server is ready whatever it is. */
  readonly audit_stream: StreamState | null;
  /** What becomes of the newest records of the audit. The server is ready whatever it is. */
  readonly checkpoints: CheckpointState;
  /**
   * What this node found when it looked at old records of the audit and at open intents again. The server is ready whatever
   * it is.
   */
  readonly audit_records: ScrubState;
  /** Whether this node accepts what other nodes sign. The server is ready whatever it is. */
  readonly access_tokens: TokenState;
  /** Which node appends the records of this one. The server is ready whatever it is. */
  readonly audit_appender: AppenderState;
}

/** What a probe tells beside the parts. */
export interface Besides {
  readonly room: { readonly state: Room };
  readonly checkpoints: { readonly state: CheckpointState };
  readonly records: { readonly state: ScrubState };
  readonly tokens: { readonly state: TokenState };
  readonly appender: { readonly state: AppenderState };
  stream(): StreamState | null;
}

export interface StreamState {
  /** Records that the receiver has not acknowledged. */
  readonly behind: number;
  /** The age of the oldest of them. */
  readonly oldest_seconds: number;
}

export const NOTHING_BESIDE: Besides = {
  room: { state: 'ample' },
  checkpoints: { state: 'current' },
  records: { state: 'intact' },
  tokens: { state: 'shared' },
  appender: { state: 'each_node' },
  stream: () => null,
};
const CHECK_BOUND_MS = 2_000;
const FRESH_MS = 500;

/**
 * Checks all parts at the same time, each for at most 2 s [R89]. Calls during a check, and for half a second after it,
 * get the answer of that check. So a flood of probes costs the engines at most two checks a second.
 */
export class ReadinessProbe {
  private latest: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;

  constructor(
    private readonly parts: Readonly<Record<string, Part>>,
    private readonly onDown: (part: string, error: unknown) => void = () => {},
    private readonly clock: Clock = new SystemClock(),
    private readonly besides: Besides = NOTHING_BESIDE,
  ) {}

  read(): Promise<Readiness> {
    if (this.latest && this.clock.now() - this.latest.at < FRESH_MS) return this.latest.answer;
    const answer = this.ask();
    const asked = { at: Number.POSITIVE_INFINITY, answer };
    this.latest = asked;
    return answer.finally(() => {
      if (this.latest === asked) this.latest = { at: this.clock.now(), answer };
    });
  }

  private async ask(): Promise<Readiness> {
    const states = await Promise.all(
      Object.entries(this.parts).map(async ([name, part]) => [name, await this.stateOf(name, part)] as const),
    );
    const ready = states.every(([, state]) => state === 'up');
    const clock = this.clock.isSettled ? 'settled' : 'in_doubt';
    const { room, checkpoints, records, tokens, appender } = this.besides;
    return {
      ...{ status: ready ? 'ready' : 'not_ready', parts: Object.fromEntries(states), clock },
      ...{ room: room.state, audit_stream: this.besides.stream(), checkpoints: checkpoints.state },
      ...{ audit_records: records.state, access_tokens: tokens.state, audit_appender: appender.state },
    };
  }

  private async stateOf(name: string, part: Part): Promise<'up' | 'down'> {
    try {
      await this.within(CHECK_BOUND_MS, part.check());
      return 'up';
    } catch (error) {
      this.onDown(name, error);
      return 'down';
    }
  }

  private async within(milliseconds: number, work: Promise<void>): Promise<void> {
    const late = Promise.withResolvers<never>();
    const cancel = this.clock.after(milliseconds, () => late.reject(new Error('no answer in time')));
    try {
      await Promise.race([work, late.promise]);
    } finally {
      cancel();
    }
  }
}
