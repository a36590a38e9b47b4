import { LONGEST_PAUSE_MS } from '../../domain/forwarded-shape.js';
import { BATCH_MAX } from '../../domain/record.js';
import type { PlacedRecords } from '../../ports/node-link.js';

/** So long, in milliseconds, a message may wait for its batch. Its node gives up waiting later (`AuditTimings.forward`). */
const WAIT_MS = 200;
/** So long, in milliseconds, a message may be under way: the thread of the appender has other work, too. */
const WAY_MS = 8;

/**
 * What an answer says about the next message of its node: not too much at a time, and not so early that it waits and other
 * records of its node wait behind it. `commitMs`: how long a batch takes, on average. `nodes`: of so many nodes records wait.
 * `isBusy`: another batch follows at once.
 */
export function paceOf(commitMs: number, nodes: number, isBusy: boolean): Pick<PlacedRecords, 'room' | 'pause'> {
  const room = Math.floor((BATCH_MAX * WAIT_MS) / (commitMs * Math.max(1, nodes)));
  const pause = isBusy ? Math.floor(commitMs / 2 - WAY_MS) : 0;
  return {
    room: Math.min(BATCH_MAX, Math.max(1, room)),
    pause: Math.min(LONGEST_PAUSE_MS, Math.max(0, pause)),
  };
}
