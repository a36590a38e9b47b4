import { Injectable } from '@nestjs/common';
import {
  Clock,
  changeDocument,
  keyedHash,
  makeOneTimeToken,
  newId,
  PublishingWindow,
  Roots,
  readOneTimeToken,
  type Stored,
  sameText,
  tooSlow,
} from '#kernel';
import { hasExpired, rolesAt, type User } from '#users';
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
import { ChallengeStore } from '../../ports/challenge.store.js';

export interface OpenedChallenge {
  readonly token: string;
  readonly expiresAt: number;
}

/** Opens, finds and uses up challenges. Each is for one purpose, one user and one epoch. Does not mail the codes. */
@Injectable()
export class Challenges {
  constructor(
    private readonly store: ChallengeStore,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens the challenge `id` and returns its token. The token is not stored. `isShown`: an administrator will see the
   * token. `busy` if this request took so long that its id was fenced.
   */
  async openWithToken(
    purpose: TokenPurpose,
    user: User,
    requestId: string,
    { id = newId(), isShown = false } = {},
  ): Promise<OpenedChallenge> {
    const { token, hash } = makeOneTimeToken(this.key(), purpose, id);
    const roles = isShown ? rolesAt(user, this.clock.now()) : null;
    const opening = { id, purpose, userId: user.id, authEpoch: user.authEpoch, tokenHash: hash, roles };
    const challenge = openChallenge(opening, this.clock.now());
    if ((await this.store.challenges.insert(challenge, requestId)) === 'taken') throw tooSlow();
    return { token, expiresAt: challenge.expiresAt };
  }

  /**
   * Opens or reopens the user's one challenge of a purpose, in one publication. Returns the code to mail to
   * `address`. Any earlier code is dead. `busy` if too many requests ask at once.
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

  /** Null: `token` is no live token of this purpose. A forged token never causes a read of the store [R37]. */
  async findByToken(purpose: TokenPurpose, token: string): Promise<Stored<Challenge> | null> {
    const stored = await this.findGenuine(purpose, token);
    return stored && stands(stored.value, this.clock.now()) ? stored : null;
  }

  /**
   * As {@link findByToken}, but also returns used or expired challenges: the token is genuine, so the failure can be
   * attributed to its user.
   */
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

  /** A new code of the challenge, to be mailed to `address`. Any earlier code is dead. Null: the challenge changed. */
  async newCode({ value, revision }: Stored<Challenge>, address: string, requestId: string): Promise<string | null> {
    const { code, challenge } = this.coded(value, address);
    return (await this.store.challenges.replace(challenge, revision, requestId)) === 'published' ? code : null;
  }

  /**
   * Checks the code. A right code uses the challenge up by one compare-and-set, so of many requests at once one wins.
   * False for a wrong code, and for a challenge that is dead. A wrong guess counts, and at 5 the code is dead [R22].
   * After a lost race the code is checked again on the new state, so that no guess is answered without being counted.
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

  /** Whether the challenge can be used: neither used nor expired, nor is the account, and the user's
   * epoch and roles still match. */
  isLive(challenge: Challenge, purpose: ChallengePurpose, user: User): boolean {
    const now = this.clock.now();
    const isTheirs = challenge.userId === user.id && challenge.authEpoch === user.authEpoch;
    const isGood = isTheirs && !hasExpired(user, now) && coversRoles(challenge, rolesAt(user, now));
    return isGood && challenge.purpose === purpose && stands(challenge, now);
  }

  /** Uses the challenge up. False: another request already has. */
  use(challenge: Stored<Challenge>, requestId: string): Promise<boolean> {
    return this.publish(challenge, requestId, (present) => {
      const now = this.clock.now();
      return stands(present, now) ? usedUp(present, now) : null;
    });
  }

  /** Whether `change` was published. False: it returned null, or the challenge is gone. */
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
