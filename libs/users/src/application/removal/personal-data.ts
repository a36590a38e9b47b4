import { Injectable } from '@nestjs/common';

/** Removes all that a feature keeps of a user whose ring is shredded; resolves to how many. Repeatable. */
export type PersonalSweep = (userId: string) => Promise<number>;

/** What other features keep of a user: swept when the account is deleted. Features register at `onModuleInit`. */
@Injectable()
export class PersonalData {
  private readonly sweeps = new Map<string, PersonalSweep>();

  /** `kind` is what the receipt calls it: `sensitive_data`. Throws when it is registered already. */
  register(kind: string, sweep: PersonalSweep): void {
    if (this.sweeps.has(kind)) throw new Error(`${kind} is registered already`);
    this.sweeps.set(kind, sweep);
  }

  /** Sweeps every kind; how many of each were removed by this call. Throws what a sweep throws. */
  async sweep(userId: string): Promise<Readonly<Record<string, number>>> {
    const swept: Record<string, number> = {};
    for (const [kind, sweep] of this.sweeps) swept[kind] = await sweep(userId);
    return swept;
  }
}
