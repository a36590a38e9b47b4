import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { asPlaintext, CofferError, type Sealed } from '#kernel';
import { CannotOpen, KeyManagement, type SealContext, Sealing, userRing } from '#keys';

/** What came of opening a value that a shredded ring had sealed. */
export interface ErasureSample {
  readonly opened: false;
  /** Why not, in the words of whoever refused. */
  readonly error: string;
}

/** A ring was shredded and what it sealed still opens: a defect or a keyring that lies. Nothing goes on after it. */
export class NotErased extends Error {
  override readonly name = 'NotErased';

  constructor() {
    super('the key ring of a deleted user still opens what it sealed');
  }
}

/** Shows that a user's ring is gone by a value that it sealed while it was there: random, and of no other use. */
@Injectable()
export class ErasureProof {
  constructor(
    private readonly sealing: Sealing,
    private readonly keyring: KeyManagement,
  ) {}

  /** Seals a probe under the user's ring; null: the ring is gone already. PartUnavailable. */
  async prepare(userId: string): Promise<Sealed | null> {
    const value = asPlaintext(randomBytes(32).toString('base64url'));
    try {
      return await this.sealing.seal(userRing(userId), contextOf(userId), value);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /**
   * How the probe fails to open, as every value of the ring is opened; without one, how the ring fails to seal. The
   * keyring is asked too, since it is the keys that must be gone and not their description. NotErased; PartUnavailable.
   */
  async sample(userId: string, probe: Sealed | null): Promise<ErasureSample> {
    const error = probe === null ? await this.sealError(userId) : await this.openError(userId, probe);
    if (error === null || (await this.keyring.wraps(userRing(userId))) !== null) throw new NotErased();
    return { opened: false, error };
  }

  private async openError(userId: string, probe: Sealed): Promise<string | null> {
    try {
      await this.sealing.open(userRing(userId), contextOf(userId), probe);
      return null;
    } catch (error) {
      if (error instanceof CannotOpen) return error.message;
      throw error;
    }
  }

  private async sealError(userId: string): Promise<string | null> {
    try {
      await this.sealing.seal(userRing(userId), contextOf(userId), asPlaintext('-'));
      return null;
    } catch (error) {
      if (isGone(error)) return error.message;
      throw error;
    }
  }
}

function isGone(error: unknown): error is CofferError {
  return error instanceof CofferError && error.code === 'not_found';
}

function contextOf(userId: string): SealContext {
  return { purpose: 'erasure-probe', owner: userId, recordId: userId, path: '', version: 1 };
}
