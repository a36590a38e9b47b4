import type { Rotation } from './rotation.js';

/** What one page of a pass came to; `next`: where to go on, null after the last one. */
export interface PassPage {
  readonly next: string | null;
  readonly examined: number;
  readonly moved: number;
  readonly failed: number;
}

const NO_PASS = { place: null, passStartedAt: null, passMoved: 0 } as const;

/** A rotation as it is asked for: due at once, in nobody's hands. */
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

/** The new version seals and wraps: what is under older ones is to be moved. */
export function prepared(rotation: Rotation, now: number): Rotation {
  return { ...rotation, phase: 'moving', nextAt: now };
}

/** A pass over everything begins. Once it is done, a rotation goes on showing how much there was to move. */
export function passBegun(rotation: Rotation, total: number, now: number): Rotation {
  const shown = rotation.state === 'running' ? { done: 0, total } : rotation.progress;
  return { ...rotation, ...NO_PASS, passStartedAt: now, progress: { ...shown, failed: 0 } };
}

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

/** The pass is over and decided nothing: another one begins at `nextAt`. */
export function passOver(rotation: Rotation, nextAt: number): Rotation {
  return { ...rotation, ...NO_PASS, nextAt };
}

/** Nothing is under an older version; a pass that begins at `settledAt` or later may say so for good. */
export function completed(rotation: Rotation, now: number, settledAt: number): Rotation {
  const over = { ...passOver(rotation, Math.max(now, settledAt)), startedBy: withoutName(rotation) };
  return { ...over, phase: 'retiring', state: 'done', finishedAt: now };
}

export function olderRetired(rotation: Rotation, destroyAt: number): Rotation {
  return { ...passOver(rotation, destroyAt), phase: 'retired' };
}

/** Nothing is left to do, ever. */
export function closed(rotation: Rotation): Rotation {
  return { ...rotation, ...NO_PASS, phase: 'closed', nextAt: null };
}

/** The ring was shredded: with its keys goes everything that was to be moved. */
export function cancelled(rotation: Rotation, now: number): Rotation {
  if (rotation.state !== 'running') return closed(rotation);
  return { ...closed(rotation), startedBy: withoutName(rotation), state: 'cancelled', finishedAt: now };
}

/** What follows takes a month: by then the account may be deleted, and its name erased wherever else it stood. */
function withoutName({ startedBy }: Rotation): Rotation['startedBy'] {
  return startedBy.id === null ? startedBy : { id: startedBy.id, name: null };
}
