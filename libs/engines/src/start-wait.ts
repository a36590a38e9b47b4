import { type Clock, CofferError, isLasting, isOutage, OutcomeUnknown, type Tell } from '#kernel';

/** The first pause between two tries, in milliseconds. Each further one is twice as long. */
const FIRST_PAUSE_MS = 250;
/** The longest pause. */
const LONGEST_PAUSE_MS = 2_000;
/** How often one reason is told, in milliseconds. */
const TELL_EVERY_MS = 10_000;

/**
 * The wait of a start for engines that do not answer yet. All tries of one start share its time. A start can be repeated
 * at any step, so a try may also be one of which a write is in doubt, or that lost a race to another node that starts. What
 * no wait mends ends it at once.
 */
export class StartWait {
  private readonly since: number;
  private told: { readonly reason: string; readonly at: number } | null = null;

  /** `limitMs`: after so many milliseconds no other try begins; 0 is one try. */
  constructor(
    private readonly clock: Clock,
    private readonly limitMs: number,
    private readonly tell: Tell,
  ) {
    this.since = clock.now();
  }

  /** One try, for a person who waits. */
  static none(clock: Clock): StartWait {
    return new StartWait(clock, 0, () => {});
  }

  /** Whether a try has failed. */
  get hasFailed(): boolean {
    return this.told !== null;
  }

  /** Tries until it works. Throws the failure of a try that no wait mends, or of the last one. Tries may contain others. */
  async until<T>(attempt: () => Promise<T>): Promise<T> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (!this.goesOn(error)) throw error;
        this.note(reasonOf(error));
      }
      await this.clock.sleep(Math.min(pause, this.leftMs));
    }
  }

  /** Whether another try follows on this failure. */
  goesOn(error: unknown): boolean {
    return this.leftMs > 0 && mayPass(error);
  }

  /** Tells that the wait is over, if there was one. */
  end(): void {
    if (this.told) this.tell(`the engines answer after ${seconds(this.clock.now() - this.since)} s: the start goes on`);
  }

  private get leftMs(): number {
    return this.since + this.limitMs - this.clock.now();
  }

  private note(reason: string): void {
    const now = this.clock.now();
    if (this.told?.reason === reason && now - this.told.at < TELL_EVERY_MS) return;
    this.told = { reason, at: now };
    this.tell(`the start waits, for ${seconds(this.leftMs)} s at most (START_WAIT): ${reason}`);
  }
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000);
}

function mayPass(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(mayPass);
  const isRace = error instanceof CofferError && error.code === 'conflict';
  return (isOutage(error) || error instanceof OutcomeUnknown || isRace) && !isLasting(error);
}

function reasonOf(error: unknown): string {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((one) => (one as Error).message).join(' ');
}
