import { Injectable } from '@nestjs/common';
import { SEALED_HOLDERS, type SealedHolder } from '../../ports/sealed-holder.js';

/** The features that keep sealed values. They register at `onModuleInit`. */
@Injectable()
export class SealedHolders {
  private readonly holders: SealedHolder[] = [];

  /** Throws if a holder of this name has registered already. */
  register(holder: SealedHolder): void {
    if (this.holders.some(({ name }) => name === holder.name)) throw new Error(`${holder.name} is registered already`);
    this.holders.push(holder);
  }

  /** Throws unless every holder in `SEALED_HOLDERS` has registered. */
  requireAll(): void {
    const missing = SEALED_HOLDERS.filter((name) => !this.holders.some((holder) => holder.name === name));
    if (missing.length > 0)
      throw new Error(`rotations need every holder of sealed values: ${missing} did not register`);
  }

  /** The holders of values under `ring`, in the order of their registration, which is the same on every node. */
  of(ring: string): readonly SealedHolder[] {
    return this.holders.filter((holder) => holder.holds(ring));
  }
}
