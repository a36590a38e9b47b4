import { CofferError } from '../errors.js';

/** Less than a node's lease of 10 s, in milliseconds. */
const OPEN_MS = 5_000;

/**
 * How long an operation may publish on a document that it reads again, after a lost race or as a later step. A node
 * that slept through its lease is taken for dead: its intent was fenced and recorded as failed, and what it publishes
 * behind the fence would turn that into a lie. What was read within the window and is written late meets the fence.
 */
export class PublishingWindow {
  private readonly closesAt = performance.now() + OPEN_MS;

  /** `busy` once the window is closed. To be asked after each read that a write is based on. */
  requireOpen(): void {
    if (performance.now() > this.closesAt) throw tooSlow();
  }
}

/** 503: given up, for good, because it took so long that somebody else may have settled it as failed. */
export function tooSlow(): CofferError {
  return new CofferError('busy', 'It could not be done in time, so nothing was changed. Try again.', {
    retryAfterSeconds: 1,
  });
}
