import { SystemClock } from '#kernel';
import { aRequest, codeOf, ManualClock, someRoots } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { type User } from '#users';
import { PASSWORD, verifiedEmailKey } from '#users/testing';
import { SpeakeasyOneTimePasswords } from '../adapters/speakeasy.one-time-passwords.js';
import { fromBase32 } from '../domain/second-factors/base32.js';
import { isFresh } from '../domain/session.js';
import { addUser, callerAs, identityNode, logInWith } from '../testing/identity-node.js';
import { identityStores } from '../testing/identity-stores.js';
import { again, askedForFactor, codeIn, enrolApp, STEP_MS, signedIn } from '../testing/second-factors.js';
import { claimsIn, opensFor } from '../testing/session-tokens.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OTHER = 'Copper-Lantern-77-Meadow';

/** The server's own clock over a wall clock, `at`, that the test sets. */
class SetClock extends ManualClock {
  private elapsed = 0;
  private readonly system = new SystemClock({
    wall: () => this.at,
    monotonic: () => this.elapsed,
    uptime: () => this.elapsed,
  });

  override now(): number {
    return this.system.now();
  }

  override wall(): number {
    return this.at;
  }

  pass(milliseconds: number): void {
    this.at += milliseconds;
    this.elapsed += milliseconds;
  }

  stepBack(milliseconds: number): void {
    this.at -= milliseconds;
  }
}

describe('a wall clock that steps back an hour', () => {
  let clock: SetClock;
  let node: ReturnType<typeof identityNode>;
  let ada: User;

  beforeEach(async () => {
    clock = new SetClock();
    node = identityNode(identityStores(), someRoots(), clock);
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada', { emailVerified: true, emailKey: verifiedEmailKey('ada@example.org') });
  });

  /** The time passes, then the clock is set back by more than that. */
  const endAndStepBack = (life: number) => {
    clock.pass(life);
    clock.stepBack(Math.max(life, HOUR));
  };

  it('revives no mailed code [R22] [R92]', async () => {
    const bob = await addUser(node, 'bob');
    await node.emailVerification.send(callerAs(bob));
    const code = node.mailbox.secretFor('bob@example.org');
    endAndStepBack(10 * MINUTE);
    expect(await codeOf(node.emailVerification.verify(callerAs(bob), code))).toBe('invalid_code');
  });

  it('revives no reset token [R92]', async () => {
    const { token } = await node.challenges.openWithToken('password-reset', ada, 'a request');
    endAndStepBack(30 * MINUTE);
    expect(await codeOf(node.reset.reset(aRequest(), token, { password: OTHER }))).toBe('invalid_reset_token');
  });

  it('revives no seed that was not confirmed in time [R21] [R92]', async () => {
    const caller = await signedIn(node, ada);
    const { secret } = await node.totpEnrolment.begin(caller);
    endAndStepBack(15 * MINUTE);
    expect(await codeOf(node.totpEnrolment.confirm(again(caller), codeIn(node, secret)))).toBe('mfa_not_enabled');
  });

  it('revives neither a login that waits for its second factor nor an old code of an app [R19] [R92]', async () => {
    const { seed } = await enrolApp(node, ada);
    const { mfaToken } = await askedForFactor(node, 'ada');
    const shown = codeIn(node, seed);
    const verify = (token: string, code: string) => codeOf(node.mfaLogin.verify(aRequest(), token, 'totp', code));
    endAndStepBack(5 * MINUTE);
    expect(await verify(mfaToken, codeIn(node, seed))).toBe('invalid_mfa_token');
    const { mfaToken: next } = await askedForFactor(node, 'ada');
    expect(await verify(next, shown)).toBe('invalid_code');
    clock.pass(STEP_MS);
    expect(await verify(next, codeIn(node, seed))).toBe('none');
  });

  it('takes the codes of phones when it was ahead and was set right [R104]', async () => {
    clock.stepBack(8 * DAY);
    const caller = await signedIn(node, ada);
    const { secret } = await node.totpEnrolment.begin(caller);
    const phone = fromBase32(secret);
    const shown = () => new SpeakeasyOneTimePasswords().codeAt(phone, Math.floor(clock.at / STEP_MS));
    await node.totpEnrolment.confirm(again(caller), shown());
    clock.pass(STEP_MS);
    const { mfaToken } = await askedForFactor(node, 'ada');
    expect(await codeOf(node.mfaLogin.verify(aRequest(), mfaToken, 'totp', shown()))).toBe('none');
  });

  it('revives no session, through none of its tokens [R40] [R92]', async () => {
    const tokens = await logInWith(node, 'ada');
    endAndStepBack(7 * DAY);
    expect(await opensFor(node, ada, tokens)).toBe(false);
    expect(await codeOf(node.refresh.refresh(aRequest(), tokens.refreshToken))).toBe('invalid_refresh_token');
  });

  it('makes no session fresh again [R92]', async () => {
    const tokens = await logInWith(node, 'ada');
    expect(isFresh(await node.authentication.principalOf(claimsIn(tokens)), clock.now())).toBe(true);
    clock.pass(6 * MINUTE);
    clock.stepBack(HOUR);
    expect(isFresh(await node.authentication.principalOf(claimsIn(tokens)), clock.now())).toBe(false);
  });

  it('revives no ended lockout, and prolongs no present one [R92]', async () => {
    const fail = async () => {
      for (let guess = 0; guess < 5; guess++) await codeOf(logInWith(node, 'ada', OTHER));
    };
    const logIn = () => codeOf(logInWith(node, 'ada', PASSWORD));
    await fail();
    expect(await logIn()).toBe('invalid_credentials');
    clock.stepBack(HOUR);
    expect(await logIn()).toBe('invalid_credentials');
    clock.pass(15 * MINUTE);
    expect(await logIn()).toBe('none');
    clock.stepBack(HOUR);
    expect(await logIn()).toBe('none');
  });
});
