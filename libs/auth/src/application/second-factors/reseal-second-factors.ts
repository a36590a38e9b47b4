import { Injectable } from '@nestjs/common';
import { newId, type Sealed } from '#kernel';
import { type ResealedPage, repeatablePage, type SealedHolder, userRing } from '#keys';
import { Accounts, type SecondFactors, type User } from '#users';
import { TotpCodes } from './totp-codes.js';

/** Tries to publish the account, after lost races. */
const ATTEMPTS = 3;
const PREFIX = userRing('');
const NOTHING: ResealedPage = { next: null, examined: 0, resealed: 0, failed: 0 };

/** The seeds of an account after resealing, and the counts of resealed and failed ones. */
interface Anew {
  readonly secondFactors: SecondFactors;
  readonly resealed: number;
  readonly failed: number;
}

/**
 * Reseals the seeds of an account's authenticator apps when its key ring rotates: the one in use, and the one that
 * waits for its confirmation. The seeds themselves do not change, so the epoch does not rise and no session ends.
 */
@Injectable()
export class ResealSecondFactors implements SealedHolder {
  readonly name = 'second-factors';

  constructor(
    private readonly accounts: Accounts,
    private readonly codes: TotpCodes,
  ) {}

  holds(ring: string): boolean {
    return ring.startsWith(PREFIX);
  }

  async estimate(ring: string): Promise<number> {
    const stored = await this.accounts.load(ring.slice(PREFIX.length));
    return stored ? seedsOf(stored.value).length : 0;
  }

  /** The whole account is one page. PartUnavailable. */
  reseal(ring: string, version: number): Promise<ResealedPage> {
    return repeatablePage(() => this.resealUser(ring.slice(PREFIX.length), version));
  }

  private async resealUser(userId: string, version: number): Promise<ResealedPage> {
    let page = NOTHING;
    await this.accounts.changeBy({
      ...{ id: userId, requestId: newId(), attempts: ATTEMPTS },
      change: async (user) => {
        const { secondFactors, resealed, failed } = await this.anew(user, version);
        page = { next: null, examined: seedsOf(user).length, resealed, failed };
        return resealed > 0 ? { ...user, secondFactors } : null;
      },
      absent: () => {
        page = NOTHING;
        return null;
      },
      lost: () => {
        page = { ...page, resealed: 0, failed: page.examined };
        return null;
      },
    });
    return page;
  }

  private async anew({ id, secondFactors }: User, version: number): Promise<Anew> {
    const { totp, pendingTotp } = secondFactors;
    let [resealed, failed] = [0, 0];
    const move = async <T extends { readonly sealedSeed: Sealed }>(holder: T | null): Promise<T | null> => {
      if (!holder) return null;
      const sealedSeed = await this.codes.renew(id, holder.sealedSeed, version);
      if (sealedSeed === null) failed += 1;
      if (sealedSeed === null || sealedSeed === holder.sealedSeed) return holder;
      resealed += 1;
      return { ...holder, sealedSeed };
    };
    const next = { ...secondFactors, totp: await move(totp), pendingTotp: await move(pendingTotp) };
    return { secondFactors: next, resealed, failed };
  }
}

function seedsOf({ secondFactors: { totp, pendingTotp } }: User): readonly Sealed[] {
  return [totp, pendingTotp].flatMap((holder) => holder?.sealedSeed ?? []);
}
