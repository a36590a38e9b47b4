import type { Api } from '../../e2e/support/api.js';
import type { KeptSecrets } from './kept-secrets.js';

/** What a suite of faults did and what came of it, said in one line. */
export class Figures {
  kills = 0;
  failedRequests = 0;
  private lost = 0;
  private unreadable = 0;

  constructor(private readonly suite: string) {}

  /** Throws when anything acknowledged is gone or anything listed does not reveal its own value. */
  async expectNothingLost(kept: KeptSecrets, api: Api): Promise<void> {
    const { lost, unreadable } = await kept.check(api);
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
