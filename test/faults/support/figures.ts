import type { Api } from '../../e2e/support/processes/api.js';
import type { Loss } from './kept-secrets.js';

/** Data that the server acknowledged to a test. */
export interface Kept {
  check(api: Api): Promise<Loss>;
}

/** The faults of a suite and their results, printed as one line. */
export class Figures {
  kills = 0;
  failedRequests = 0;
  private lost = 0;
  private unreadable = 0;

  constructor(private readonly suite: string) {}

  /** Throws if acknowledged data is gone or listed data does not reveal its own value. */
  async expectNothingLost(kept: Kept, api: Api): Promise<void> {
    this.expectNoLoss(await kept.check(api));
  }

  /** Throws if anything was lost or is unreadable. */
  expectNoLoss({ lost, unreadable }: Loss): void {
    this.lost += lost;
    this.unreadable += unreadable;
    expect({ lost, unreadable }).toEqual({ lost: 0, unreadable: 0 });
  }

  print(): void {
    const { kills, lost, unreadable, failedRequests } = this;
    process.stdout.write(
      `${this.suite}: ${kills} kills, ${lost} lost, ${unreadable} unreadable, ${failedRequests} failed requests\n`,
    );
  }
}
