/** The steps of a search are spent. It has no result. */
export class OutOfSteps extends Error {}

/**
 * Counts what a search costs: a node that is visited, a glob that is compared and a rule whose condition is tested are a
 * step each. Everyone who may write policies can write patterns that match slowly, so each search has a bound.
 */
export class Steps {
  private taken = 0;

  constructor(private readonly most: number) {}

  get used(): number {
    return this.taken;
  }

  get areSpent(): boolean {
    return this.taken > this.most;
  }

  /** Counts `steps` more. False once more were taken than there are. */
  afford(steps: number): boolean {
    this.taken += steps;
    return !this.areSpent;
  }

  /** Counts one step. Throws {@link OutOfSteps} if it is one too many. */
  take(): void {
    if (!this.afford(1)) throw new OutOfSteps();
  }
}
