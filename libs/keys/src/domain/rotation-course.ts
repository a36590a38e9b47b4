import type { Rotation } from './rotation.js';

/** The result of one page of a pass. */
export interface PassPage {
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
  readonly examined: number;
  /** How many of them were moved to the new version. */
  readonly moved: number;
  /** How many of them are under an older version and could not be moved. */
  readonly failed: number;
}

const NO_PASS = { place: null, passStartedAt: null, passMoved: 0 } as const;

/** A rotation that was just requested: due at once, and no process works on it. */
export function newRotation(asked: Pick<Rotation, 'id' | 'ring' | 'version' | 'startedBy'>, now: number): Rotation {
  return {
    ...asked,
    ...NO_PASS,
    phase: 'preparing',
    state: 'running',
    progress: { done: 0, total: 0, failed: 0 },
    startedAt: now,
    finishedAt: null,
    nextAt: now,
    worker: null,
    workerUntil: 0,
  };
}

/** The new version is active: what is under older versions has to be moved now. */
export function prepared(rotation: Rotation, now: number): Rotation {
  return { ...rotation, phase: 'moving', nextAt: now };
}

/** A pass over everything begins. A rotation that is done keeps showing how much there was to move. */
export function passBegun(rotation: Rotation, total: number, now: number): Rotation {
  const shown = rotation.state === 'running' ? { done: 0, total } : rotation.progress;
  return { ...rotation, ...NO_PASS, passStartedAt: now, progress: { ...shown, failed: 0 } };
}

/** One page of the pass is over: its counts are added. */
export function pageDone(rotation: Rotation, page: PassPage): Rotation {
  const { done, total, failed } = rotation.progress;
  const looked = rotation.state === 'running' ? done + page.examined : done;
  return {
    ...rotation,
    place: page.next,
    passMoved: rotation.passMoved + page.moved,
    progress: { done: looked, total: Math.max(total, looked), failed: failed + page.failed },
  };
}

/** The pass is over without a decision: another one begins at `nextAt`. */
export function passOver(rotation: Rotation, nextAt: number): Rotation {
  return { ...rotation, ...NO_PASS, nextAt };
}

/** Nothing was found under an older version. A pass that begins at `settledAt` or later can confirm that. */
export function completed(rotation: Rotation, now: number, settledAt: number): Rotation {
  const over = { ...passOver(rotation, Math.max(now, settledAt)), startedBy: withoutName(rotation) };
  return { ...over, phase: 'retiring', state: 'done', finishedAt: now };
}

/** The older versions are retired: the pass that may destroy them begins at `destroyAt`. */
export function olderRetired(rotation: Rotation, destroyAt: number): Rotation {
  return { ...passOver(rotation, destroyAt), phase: 'retired' };
}

/**
 * A rotation whose times a clock that was ahead wrote: it is due now, and nobody holds it. Its present pass begins anew,
 * and what was done in the future was done now. So older versions are destroyed later, and never earlier.
 * `isRetiredAhead`: whether that clock dated the retirement too. The destruction then counts from `finishedAt`, which must
 * not be before the retirement.
 */
export function redated(rotation: Rotation, now: number, isRetiredAhead: boolean): Rotation {
  const { finishedAt } = rotation;
  const done = finishedAt === null ? null : isRetiredAhead ? now : Math.min(finishedAt, now);
  return { ...passOver(rotation, now), finishedAt: done, worker: null, workerUntil: 0 };
}

/** Nothing is left to do. */
export function closed(rotation: Rotation): Rotation {
  return { ...rotation, ...NO_PASS, phase: 'closed', nextAt: null };
}

/** The ring was shredded, and with it everything that was to be moved. A rotation that was done is only closed. */
export function cancelled(rotation: Rotation, now: number): Rotation {
  if (rotation.state !== 'running') return closed(rotation);
  return { ...closed(rotation), startedBy: withoutName(rotation), state: 'cancelled', finishedAt: now };
}

/** The name is dropped: the rest takes a month, and the account may be deleted and its name erased by then. */
function withoutName({ startedBy }: Rotation): Rotation['startedBy'] {
  return startedBy.id === null ? startedBy : { id: startedBy.id, name: null };
}
