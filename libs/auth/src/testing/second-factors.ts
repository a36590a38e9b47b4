import { type Caller, newId } from '#kernel';
import { aRequest } from '#kernel/testing';
import { type User } from '#users';
import { PASSWORD, verifiedEmailKey } from '#users/testing';
import { SpeakeasyOneTimePasswords } from '../adapters/speakeasy.one-time-passwords.js';
import type { MfaRequired } from '../application/second-factors/mfa-login.js';
import { fromBase32 } from '../domain/second-factors/base32.js';
import { addUser, callerAs, type IdentityNode } from './identity-node.js';

export const STEP_MS = 30_000;

/** The code that an app shows for a seed, `steps` time steps after the node's time. */
export function codeIn(node: IdentityNode, seed: string, steps = 0): string {
  const counter = Math.floor(node.clock.now() / STEP_MS) + steps;
  return new SpeakeasyOneTimePasswords().codeAt(fromBase32(seed), counter);
}

/** Six digits that match none of the codes that are accepted at the node's time. */
export function wrongCode(node: IdentityNode, seed: string): string {
  const right = [-1, 0, 1].map((steps) => codeIn(node, seed, steps));
  return ['000000', '000001', '000002', '000003'].find((code) => !right.includes(code)) ?? '';
}

/** An account with a verified address. */
export async function addVerified(node: IdentityNode, username: string): Promise<User> {
  return addUser(node, username, { emailVerified: true, emailKey: verifiedEmailKey(`${username}@example.org`) });
}

/** `user` in a stored session, in a new request. By default the session has shown the app, if the user has one. */
export async function signedIn(node: IdentityNode, user: User, hasShownApp = true): Promise<Caller> {
  const now = (await node.accounts.load(user.id))?.value ?? user;
  const { session } = node.sessions.prepare(now, aRequest(), hasShownApp && now.secondFactors.totp !== null);
  await node.sessions.insert(session, newId());
  return callerAs(now, session.id);
}

/** The same session in a new request. */
export function again({ principal }: Caller): Caller {
  return { principal, request: aRequest() };
}

/** Enables an authenticator app, and moves the clock to the next time step, whose code is unused. */
export async function enrolApp(node: IdentityNode, user: User) {
  const caller = await signedIn(node, user);
  const { secret: seed } = await node.totpEnrolment.begin(caller);
  const recoveryCodes = await node.totpEnrolment.confirm(again(caller), codeIn(node, seed));
  node.clock.at += STEP_MS;
  return { seed, recoveryCodes: recoveryCodes ?? [], caller: again(caller) };
}

/** Enables codes by e-mail. */
export async function enrolEmail(node: IdentityNode, user: User) {
  const caller = await signedIn(node, user);
  await node.emailEnrolment.begin(caller);
  const code = node.mailbox.secretFor(user.email ?? '');
  const recoveryCodes = await node.emailEnrolment.confirm(again(caller), code);
  return { code, recoveryCodes: recoveryCodes ?? [], caller: again(caller) };
}

/** The answer to a login with the right password, for an account with a second factor. */
export async function askedForFactor(node: IdentityNode, username: string): Promise<MfaRequired> {
  const result = await node.login.login(aRequest(), username, { kind: 'password', text: PASSWORD });
  if (!('mfaToken' in result)) throw new Error(`${username} has no second factor`);
  return result;
}
