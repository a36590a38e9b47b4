import { Injectable } from '@nestjs/common';
import type { AccessClaims } from '../../domain/tokens/access-claims.js';

const KEPT = 10_000;

/** Access tokens whose proof has been checked, by their whole text; the one not used for the longest time goes first. */
@Injectable()
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessClaims>();

  /** Null when it was not verified here, or has expired at `now`. */
  get(token: string, now: number): AccessClaims | null {
    const found = this.claims.get(token);
    if (!found) return null;
    this.claims.delete(token);
    if (found.expiresAt <= now) return null;
    this.claims.set(token, found);
    return found;
  }

  add(token: string, claims: AccessClaims): void {
    this.claims.set(token, claims);
    if (this.claims.size <= KEPT) return;
    const oldest = this.claims.keys().next();
    if (!oldest.done) this.claims.delete(oldest.value);
  }
}
