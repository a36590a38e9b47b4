import { StoredFormat } from '#kernel';

/** - `active`: signs. - `retiring`: signs beside a newer key until its overlap ends. - `retired`: signs no more. */
export type LogKeyState = 'active' | 'retiring' | 'retired';

/** A key of the log, as verifiers know it. */
export interface LogKey {
  /** `<name>+<hex id>+<base64 key>` (C2SP signed-note). */
  readonly vkey: string;
  readonly state: LogKeyState;
}

/** A signed checkpoint. */
export interface StoredCheckpoint {
  /** Counts the origins of the log, from 1. An accepted restore opens the next one. */
  readonly epoch: number;
  readonly origin: string;
  /** The number of leaves; never 0. */
  readonly size: number;
  /** base64 of 32 bytes. */
  readonly root: string;
  /** The signed note, exactly (C2SP tlog-checkpoint). */
  readonly note: string;
  /** All keys of the log at that time, the oldest first. */
  readonly keys: readonly LogKey[];
  /** When it was signed, in milliseconds since 1970, by the clock of the node. */
  readonly at: number;
}

export const CHECKPOINT_FORMAT = new StoredFormat<StoredCheckpoint>();

/** - `signed`: by the log alone. - `witnessed`: with cosignatures, as many as the policy asks for. */
export type CheckpointKind = 'signed' | 'witnessed';

/**
 * The newest checkpoint of each kind, and a history. The history has one checkpoint an hour at most, so it stays small.
 *
 * Errors: PartUnavailable('store') within 2 s. After OutcomeUnknown, a write may be repeated.
 */
export abstract class CheckpointStore {
  abstract newest(kind: CheckpointKind): Promise<StoredCheckpoint | null>;

  /**
   * Makes it the newest of its kind, durably. False, and nothing is changed, if the newest has a higher epoch, or the same
   * epoch and at least its size. True if the newest has exactly this note, so that a repetition is told of its success.
   */
  abstract publish(kind: CheckpointKind, checkpoint: StoredCheckpoint): Promise<boolean>;

  /** Inserts it into the history, durably. One that is there, with this epoch and size, is left as it is. */
  abstract keep(checkpoint: StoredCheckpoint): Promise<void>;

  /** At most `limit` of the history, ordered by (epoch, size), after `after` (null: from the first). */
  abstract kept(
    after: Pick<StoredCheckpoint, 'epoch' | 'size'> | null,
    limit: number,
  ): Promise<readonly StoredCheckpoint[]>;
}
