import { Injectable } from '@nestjs/common';
import type { Wrap, WrapKind } from '../domain/wrap.js';

/** Whether the object of the wrap still stands, so that its value may be given away. Errors: PartUnavailable. */
export type SubjectCheck = (wrap: Wrap) => Promise<boolean>;

/**
 * Asks the feature that a wrapped value is of whether the wrap may still be opened: nobody opens what was deleted
 * meanwhile. Features register at `onModuleInit`. What no feature answers for is not opened.
 */
@Injectable()
export class WrapSubjects {
  private readonly checks = new Map<WrapKind, SubjectCheck>();

  /** Throws if the kind is registered already. */
  register(kind: WrapKind, check: SubjectCheck): void {
    if (this.checks.has(kind)) throw new Error(`${kind} is registered already`);
    this.checks.set(kind, check);
  }

  async stands(wrap: Wrap): Promise<boolean> {
    return (await this.checks.get(wrap.kind)?.(wrap)) ?? false;
  }
}
