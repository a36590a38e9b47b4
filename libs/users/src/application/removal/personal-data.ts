import { Injectable } from '@nestjs/common';

/** Removes everything that a feature stores of a user, and returns the number of records. May be repeated. */
export type PersonalSweep = (userId: string) => Promise<number>;

/** Removes what other features store of a user when the account is deleted. Features register at `onModuleInit`. */
@Injectable()
export class PersonalData {
  private readonly sweeps = new Map<string, PersonalSweep>();

  /** `kind`: the name in the receipt, such as `sensitive_data`. Throws if it is registered already. */
  register(kind: string, sweep: PersonalSweep): void {
    if (this.sweeps.has(kind)) throw new Error(`${kind} is registered already`);
    this.sweeps.set(kind, sweep);
  }

  /** Runs every sweep, and returns the number of records that each removed. Throws what a sweep throws. */
  async sweep(userId: string): Promise<Readonly<Record<string, number>>> {
    const swept: Record<string, number> = {};
    for (const [kind, sweep] of this.sweeps) swept[kind] = await sweep(userId);
    return swept;
  }
}
