import { StoredFormat } from '#kernel';
import { MASTER_RING, SECRETS_RING } from './key-ring.js';

/**
 * `preparing`: the new version is being written, verified and made active. `moving`: what is under older versions is
 * moved to it. `retiring`: nothing is, as far as one pass has seen; a pass begun late enough decides. `retired`: the
 * older versions open and nothing needs them. `closed`: they are destroyed, or there is nothing left to do.
 */
export const ROTATION_PHASES = ['preparing', 'moving', 'retiring', 'retired', 'closed'] as const;
export type RotationPhase = (typeof ROTATION_PHASES)[number];

/** What a caller is told: `done` once nothing is under an older version; `cancelled`: the ring was shredded meanwhile. */
export const ROTATION_STATES = ['running', 'done', 'cancelled'] as const;
export type RotationState = (typeof ROTATION_STATES)[number];

export interface RotationProgress {
  /** Rings (of the master key) or sealed values (of a ring) that this pass has looked at. */
  readonly done: number;
  /** How many there were when the pass began; an estimate, since others come and go. */
  readonly total: number;
  /** Those of this pass that could not be moved: the next pass tries them again. */
  readonly failed: number;
}

/** The rotation of one ring, or of the master key: a job that any node goes on with. */
export interface Rotation {
  readonly id: string;
  /** The ring's id, or `master`. */
  readonly ring: string;
  readonly phase: RotationPhase;
  readonly state: RotationState;
  /** The version that everything is moved to. */
  readonly version: number;
  readonly progress: RotationProgress;
  /** Where the pass under way goes on; null: at its beginning. */
  readonly place: string | null;
  /** When the pass under way began, and how many things it has moved so far. */
  readonly passStartedAt: number | null;
  readonly passMoved: number;
  readonly startedAt: number;
  /** Id and name of who asked for it; an operator at the command line has no id, and an account no name once it is over. */
  readonly startedBy: { readonly id: string | null; readonly name: string | null };
  /** When nothing was left under an older version. */
  readonly finishedAt: number | null;
  /** When the next step is due; null: never again. */
  readonly nextAt: number | null;
  /** The process that works on it, until when; times are milliseconds since 1970. */
  readonly worker: string | null;
  readonly workerUntil: number;
}

/** How rotations are stored, in every store alike. */
export const ROTATION_FORMAT = new StoredFormat<Rotation>();

/** Unique: the ring while its rotation runs, so that there is one at a time [R63]. */
export function slotOf({ id, ring, state }: Rotation): string {
  return state === 'running' ? ring : `done:${id}`;
}

/** A ring's name in policies, on the wire and in the audit: `master`, `secrets`, `users/<id>`. */
export function keyName(ring: string): string {
  if (ring === MASTER_RING || ring === SECRETS_RING) return ring;
  return ring.replace(/^user:/, 'users/');
}
