import { Injectable } from '@nestjs/common';
import type { Plaintext, Sealed } from '#kernel';
import { SECRETS_RING, type SealContext, Sealing } from '#keys';
import type { Wrap } from '../domain/wrap.js';

type Sealable = Pick<Wrap, 'id' | 'makerId' | 'subjectName' | 'kind'>;

/** Seals the values of wraps under the ring of the secrets. A value that was moved to another wrap does not open [R55]. */
@Injectable()
export class WrapSealing {
  constructor(private readonly sealing: Sealing) {}

  seal(wrap: Sealable, value: Plaintext): Promise<Sealed> {
    return this.sealing.seal(SECRETS_RING, contextOf(wrap), value);
  }

  open(wrap: Sealable, sealed: Sealed): Plaintext | Promise<Plaintext> {
    return this.sealing.open(SECRETS_RING, contextOf(wrap), sealed);
  }

  /** See `Sealing.renew`. */
  renew(wrap: Sealable, sealed: Sealed, version: number): Promise<Sealed | null> {
    return this.sealing.renew(SECRETS_RING, contextOf(wrap), sealed, version);
  }
}

function contextOf({ id, makerId, subjectName, kind }: Sealable): SealContext {
  return { purpose: `wrap/${kind}`, owner: makerId, recordId: id, path: subjectName, version: 1 };
}
