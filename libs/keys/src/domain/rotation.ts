import { StoredFormat } from '#kernel';
import { MASTER_RING, SECRETS_RING } from './key-ring.js';

/**
 * The steps of a rotation:
 * - `preparing`: the new version is written, verified and made active.
 * - `moving`: what is under older versions is moved to it, in passes over everything.
 * - `retiring`: one pass found nothing under older versions. A pass that begins late enough confirms it.
 * - `retired`: the older versions still open, but nothing needs them. They wait for their destruction.
 * - `closed`: the older versions are destroyed, or the rotation was cancelled. Nothing is left to do.
 */
export const ROTATION_PHASES = ['preparing', 'moving', 'retiring', 'retired', 'closed'] as const;
export type RotationPhase = (typeof ROTATION_PHASES)[number];

/** What a caller sees. `done`: nothing is under an older version. `cancelled`: the ring was shredded meanwhile. */
export const ROTATION_STATES = ['running', 'done', 'cancelled'] as const;
export type RotationState = (typeof ROTATION_STATES)[number];

export interface RotationProgress {
  /** How many rings (for the master key) or sealed values (for a ring) this pass has examined. */
  readonly done: number;
  /** How many there were when the pass began. An estimate: values are added and removed meanwhile. */
  readonly total: number;
  /** How many could not be moved in this pass. The next pass tries them again. */
  readonly failed: number;
}

/** The rotation of one ring, or of the master key: a job that any node can continue. Times: milliseconds since 1970. */
export interface Rotation {
  readonly id: string;
  /** The ring's id, or `master`. */
  readonly ring: string;
  readonly phase: RotationPhase;
  readonly state: RotationState;
  /** The version that everything is moved to. */
  readonly version: number;
  readonly progress: RotationProgress;
  /** Where the present pass continues; null: at its beginning. */
  readonly place: string | null;
  /** When the present pass began; null: there is none. */
  readonly passStartedAt: number | null;
  /** How many rings or values the present pass has moved so far. */
  readonly passMoved: number;
  readonly startedAt: number;
  /** Who requested it. An operator at the command line has no id. An account's name is removed once it is done. */
  readonly startedBy: { readonly id: string | null; readonly name: string | null };
  /** When nothing was left under an older version; null: not yet. */
  readonly finishedAt: number | null;
  /** When the next step is due; null: never again. */
  readonly nextAt: number | null;
  /** The process that works on it; null: none does. */
  readonly worker: string | null;
  /** Until when that process holds it: its lease. */
  readonly workerUntil: number;
}

/** How rotations are stored, in every store alike. */
export const ROTATION_FORMAT = new StoredFormat<Rotation>();

/** A unique key: it is the ring's id while the rotation runs, so that only one can run [R63]. */
export function slotOf({ id, ring, state }: Rotation): string {
  return state === 'running' ? ring : `done:${id}`;
}

/**
 * A ring's name in policies, in answers and in the audit.
 *
 * @example
 * keyName('secrets'); // 'secrets'
 * keyName('user:01936f3b-11d2-7c05-8e33-5a0c9d7f2e61'); // 'users/01936f3b-11d2-7c05-8e33-5a0c9d7f2e61'
 */
export function keyName(ring: string): string {
  if (ring === MASTER_RING || ring === SECRETS_RING) return ring;
  return ring.replace(/^user:/, 'users/');
}
