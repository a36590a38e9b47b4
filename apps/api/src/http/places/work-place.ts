import type { Clock } from '#kernel';

/**
 * When the client has gone, its request works on: a client that asks and hangs up would otherwise have any number at
 * work. All work ends far earlier than after this time, in milliseconds. It is for a defect: no place is lost for good.
 */
export const GONE_MS = 60_000;

/** The place of one request: from before its body is read until its answer is made. */
export class WorkPlace {
  private state: 'arriving' | 'working' | 'streaming' | 'over' = 'arriving';
  private isGone = false;

  constructor(
    /** A promise if the request must wait. It never settles if the client goes while it waits. */
    readonly ready: true | Promise<true>,
    private readonly leave: () => void,
    private readonly clock: Clock,
  ) {}

  /** The request has arrived whole, and is about to be handled. False if its client has gone: it is not handled then. */
  begin(): boolean {
    if (this.state === 'arriving') this.state = 'working';
    return this.state === 'working';
  }

  /** The answer is made. A stream is made while it is sent. */
  answered(isStream: boolean): void {
    if (isStream && !this.isGone && this.state !== 'over') this.state = 'streaming';
    else this.end();
  }

  /** The answer was sent, or the connection was closed. */
  gone(): void {
    this.isGone = true;
    if (this.state === 'working') this.clock.after(GONE_MS, () => this.end());
    else this.end();
  }

  private end(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.leave();
  }
}
