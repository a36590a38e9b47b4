import { Injectable } from '@nestjs/common';
import type { Principal, RequestContext } from '#kernel';
import { KeyAuthentication, type KeyRefusal } from '#service-accounts';
import { type TokenRefusal, unauthenticated } from '../../domain/tokens/token-refusals.js';

const REFUSALS = {
  unknown: 'unknown key',
  ended: 'ended key',
  expired: 'expired key',
  network: 'key from elsewhere',
} as const satisfies Record<KeyRefusal, TokenRefusal>;

/** Turns the key of a service account into a principal. */
@Injectable()
export class KeyPrincipals {
  constructor(private readonly keys: KeyAuthentication) {}

  /** Throws `unauthenticated`; `rate_limited` for too many unknown keys of a network. */
  of(text: string, request: RequestContext): Principal | Promise<Principal> {
    const found = this.keys.identify(text, request);
    return found instanceof Promise ? found.then(orRefuse) : orRefuse(found);
  }
}

function orRefuse(found: Principal | KeyRefusal): Principal {
  if (typeof found === 'string') throw unauthenticated(REFUSALS[found]);
  return found;
}
