import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { asPlaintext, CofferError, type Sealed } from '#kernel';
import { CannotOpen, KeyManagement, type SealContext, Sealing, userRing } from '#keys';

/** The result of opening a value that a shredded key ring had sealed. */
export interface ErasureSample {
  readonly opened: false;
  /** The message of the error that opening failed with. */
  readonly error: string;
}

/** A shredded ring still opens what it sealed, because of a defect or a lying keyring. The deletion stops here. */
export class NotErased extends Error {
  override readonly name = 'NotErased';

  constructor() {
    super('the key ring of a deleted user still opens what it sealed');
  }
}

/** Proves that a user's key ring is gone, with a random value (the probe) that the ring sealed before. */
@Injectable()
export class ErasureProof {
  constructor(
    private readonly sealing: Sealing,
    private readonly keyring: KeyManagement,
  ) {}

  /** Seals a probe under the user's ring. Null if the ring is gone already. Throws PartUnavailable. */
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
   * Tries to open the probe like every value of the ring; without a probe, tries to seal. Asks the keyring
   * too, since the keys must be gone, not only their descriptor. Throws NotErased and PartUnavailable.
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

/** The ring was shredded, or a keyring that is older than the account never had it. */
function isGone(error: unknown): error is CofferError {
  return error instanceof CofferError && (error.code === 'not_found' || error.code === 'key_missing');
}

function contextOf(userId: string): SealContext {
  return { purpose: 'erasure-probe', owner: userId, recordId: userId, path: '', version: 1 };
}
