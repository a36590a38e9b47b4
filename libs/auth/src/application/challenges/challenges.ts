import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, newId, PublishingWindow, Roots, type Stored, tooSlow } from '#kernel';
import type { User } from '#users';
import {
  type Challenge,
  type ChallengePurpose,
  coversRoles,
  liveCodeOf,
  openChallenge,
  type SolePurpose,
  soleChallengeId,
  stands,
  type TokenPurpose,
  usedUp,
  withCode,
  withWrongGuess,
} from '../../domain/challenge.js';
import { isSixDigits, newSixDigits } from '../../domain/second-factors/codes.js';
import { makeOneTimeToken, readOneTimeToken } from '../../domain/tokens/one-time-token.js';
import { keyedHash, sameText } from '../../domain/tokens/opaque-token.js';
import { ChallengeStore } from '../../ports/challenge.store.js';

export interface OpenedChallenge {
  readonly token: string;
  readonly expiresAt: number;
}

/** Opens, finds and uses up challenges, each of one purpose, for one user, in one epoch. Mails nothing itself. */
@Injectable()
export class Challenges {
  constructor(
    private readonly store: ChallengeStore,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * A new challenge, `id`, that a token names: 256 random bits under a MAC, in the name space of its purpose. The token
   * is not kept. `isShown`: to somebody who is not the user. `busy` where this request was given up for dead.
   */
  async openWithToken(
    purpose: TokenPurpose,
    user: User,
    requestId: string,
    { id = newId(), isShown = false } = {},
  ): Promise<OpenedChallenge> {
    const { token, hash } = makeOneTimeToken(this.key(), purpose, id);
    const roles = isShown ? user.roles : null;
    const opening = { id, purpose, userId: user.id, authEpoch: user.authEpoch, tokenHash: hash, roles };
    const challenge = openChallenge(opening, this.clock.now());
    if ((await this.store.challenges.insert(challenge, requestId)) === 'taken') throw tooSlow();
    return { token, expiresAt: challenge.expiresAt };
  }

  /**
   * The user's one challenge of a purpose, made or made anew, with a code of it to be mailed to `address`: one
   * publication. Any code that was sent before is dead. `busy` when too many ask at once.
   */
  async openWithCode(purpose: SolePurpose, user: User, address: string, requestId: string): Promise<string> {
    const { code, challenge } = this.coded(this.soleChallenge(purpose, user), address);
    const window = new PublishingWindow(this.clock);
    const renew = () => challenge;
    await changeDocument(this.store.challenges, {
      ...{ id: challenge.id, requestId, window },
      change: renew,
      absent: renew,
    });
    return code;
  }

  /** Null for everything that is not a live token of this purpose: garbage never reaches the store [R37]. */
  async findByToken(purpose: TokenPurpose, token: string): Promise<Stored<Challenge> | null> {
    const stored = await this.findGenuine(purpose, token);
    return stored && stands(stored.value, this.clock.now()) ? stored : null;
  }

  /** As {@link findByToken}, but also what was used or has expired: whoever shows that is not nobody. */
  async findGenuine(purpose: TokenPurpose, token: string): Promise<Stored<Challenge> | null> {
    const genuine = readOneTimeToken(this.key(), purpose, token);
    const stored = genuine && (await this.store.challenges.load(genuine.id));
    if (!genuine || stored?.value.purpose !== purpose) return null;
    return sameText(stored.value.tokenHash ?? '', genuine.hash) ? stored : null;
  }

  /** The user's live challenge of a purpose. */
  async findFor(purpose: SolePurpose, user: User): Promise<Stored<Challenge> | null> {
    const stored = await this.store.challenges.load(soleChallengeId(purpose, user.id));
    return stored && this.isLive(stored.value, purpose, user) ? stored : null;
  }

  /** A new 6-digit code of the challenge, to be mailed to `address`: 10 minutes; the one before is dead. Null: the challenge moved. */
  async newCode({ value, revision }: Stored<Challenge>, address: string, requestId: string): Promise<string | null> {
    const { code, challenge } = this.coded(value, address);
    return (await this.store.challenges.replace(challenge, revision, requestId)) === 'published' ? code : null;
  }

  /**
   * Takes the code and uses the challenge up, by one compare-and-set: of many at once one wins. False for whatever is
   * wrong; a wrong guess counts, and at 5 the code is dead [R22]. Whoever loses a race is told nothing of the guess: it
   * is made again on what the others left, so that no more guesses are answered than are counted.
   */
  async takeCode(challenge: Stored<Challenge>, code: string, requestId: string): Promise<boolean> {
    if (!isSixDigits(code)) return false;
    const hash = this.codeHash(challenge.value.id, code);
    let isRight = false;
    const isCounted = await this.publish(challenge, requestId, (present) => {
      const now = this.clock.now();
      const live = liveCodeOf(present, now);
      if (!live) return null;
      isRight = sameText(live.hash, hash);
      return isRight ? usedUp(present, now) : withWrongGuess(present, live);
    });
    return isCounted && isRight;
  }

  /** Whether the challenge still stands: not used, not expired, of its user's present epoch and no more than their roles. */
  isLive(challenge: Challenge, purpose: ChallengePurpose, user: User): boolean {
    const isTheirs = challenge.userId === user.id && challenge.authEpoch === user.authEpoch;
    const isGood = isTheirs && coversRoles(challenge, user.roles);
    return isGood && challenge.purpose === purpose && stands(challenge, this.clock.now());
  }

  /** Uses the challenge up; false when somebody else has. */
  use(challenge: Stored<Challenge>, requestId: string): Promise<boolean> {
    return this.publish(challenge, requestId, (present) => {
      const now = this.clock.now();
      return stands(present, now) ? usedUp(present, now) : null;
    });
  }

  /** Whether `change` was published; false: it gave null, or the challenge is gone. */
  private async publish(
    first: Stored<Challenge>,
    requestId: string,
    change: (present: Challenge) => Challenge | null,
  ): Promise<boolean> {
    const window = new PublishingWindow(this.clock);
    const { id } = first.value;
    const changed = await changeDocument(this.store.challenges, {
      ...{ id, requestId, first, window, change },
      absent: () => null,
    });
    return changed?.published ?? false;
  }

  private soleChallenge(purpose: SolePurpose, { id: userId, authEpoch }: User): Challenge {
    const opening = { id: soleChallengeId(purpose, userId), purpose, userId, authEpoch, tokenHash: null, roles: null };
    return openChallenge(opening, this.clock.now());
  }

  private coded(before: Challenge, address: string): { readonly code: string; readonly challenge: Challenge } {
    const code = newSixDigits();
    return { code, challenge: withCode(before, { hash: this.codeHash(before.id, code), address }, this.clock.now()) };
  }

  private codeHash(challengeId: string, code: string): string {
    return keyedHash(this.key(), 'code', `${challengeId}\n${code}`);
  }

  private key() {
    return this.roots.derive('one-time-token');
  }
}
