import { Injectable } from '@nestjs/common';
import { asPlaintext, Clock, type Sealed, sameText } from '#kernel';
import { type SealContext, Sealing, userRing } from '#keys';
import { fromBase32 } from '../../domain/second-factors/base32.js';
import { newSeed, stepsAround } from '../../domain/second-factors/totp.js';
import { OneTimePasswords } from '../../ports/one-time-passwords.js';

/** Seals and opens the seeds of authenticator apps. A seed is open only while it is shown or compared [R21]. */
@Injectable()
export class TotpCodes {
  constructor(
    private readonly sealing: Sealing,
    private readonly passwords: OneTimePasswords,
    private readonly clock: Clock,
  ) {}

  /** A new seed: in base32, and sealed under the user's key ring. PartUnavailable. */
  async newSeed(userId: string): Promise<{ readonly seed: string; readonly sealedSeed: Sealed }> {
    const seed = newSeed();
    return { seed, sealedSeed: await this.sealing.seal(userRing(userId), contextOf(userId), asPlaintext(seed)) };
  }

  /** As {@link Sealing.renew}. */
  renew(userId: string, sealedSeed: Sealed, version: number): Promise<Sealed | null> {
    return this.sealing.renew(userRing(userId), contextOf(userId), sealedSeed, version);
  }

  /**
   * The time step whose code is `code`: the present one, the one before or the one after [R19]. Null: the code is
   * wrong, or its step is not after `lastStep` [R17]. All steps are compared, so that the time does not tell which
   * one matched. PartUnavailable if the seed cannot be opened now.
   */
  async stepOf(userId: string, sealedSeed: Sealed, code: string, lastStep: number): Promise<number | null> {
    const seed = fromBase32(await this.sealing.open(userRing(userId), contextOf(userId), sealedSeed));
    const right = this.steps().filter((step) => sameText(this.passwords.codeAt(seed, step), code));
    seed.fill(0);
    return right.find((step) => step > lastStep) ?? null;
  }

  /** After a jump of the wall clock nobody knows which of the two clocks a phone agrees with: both count until then. */
  private steps(): readonly number[] {
    return [...new Set([this.clock.now(), this.clock.wall()].flatMap(stepsAround))];
  }
}

/** Binds a seed to its user: it does not open for another one [R55]. Does not change when the seed is confirmed. */
function contextOf(userId: string): SealContext {
  return { purpose: 'totp-seed', owner: userId, recordId: userId, path: '', version: 1 };
}
