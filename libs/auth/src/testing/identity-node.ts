import { aRequest, ManualClock, someRoots } from '#kernel/testing';
import { PASSWORD } from '#users/testing';
import type { Tokens } from '../application/sessions/token-issue.js';
import type { AuthSettings } from '../ports/auth.settings.js';
import { AUTH_SETTINGS, foundation } from './foundation.js';
import { identityStores } from './identity-stores.js';
import { loginServices } from './login-services.js';
import { secondFactorServices } from './second-factor-services.js';
import { sessionServices } from './session-services.js';

export { addUser, callerAs } from '#users/testing';

/** One node's services of users and authentication. Several nodes may share stores, roots and a clock. */
export function identityNode(
  stores = identityStores(),
  roots = someRoots(),
  clock = new ManualClock(),
  settings: AuthSettings = AUTH_SETTINGS,
) {
  const base = foundation(stores, roots, clock, settings);
  const ofSessions = sessionServices(base);
  const ofFactors = secondFactorServices(base, ofSessions);
  return { ...base, ...ofSessions, ...ofFactors, ...loginServices(base, ofSessions, ofFactors) };
}

export type IdentityNode = ReturnType<typeof identityNode>;

/** The tokens of a login with a password, for an account without a second factor. */
export async function logInWith(
  node: IdentityNode,
  username: string,
  password = PASSWORD,
  request = aRequest(),
): Promise<Tokens> {
  const result = await node.login.login(request, username, { kind: 'password', text: password });
  if ('mfaToken' in result) throw new Error(`${username} has a second factor`);
  return result;
}

/** Lets the time pass until the work after the answers begins, and waits for it. */
export async function afterAnswers({ clock, afterwards }: IdentityNode): Promise<void> {
  await clock.advance(50);
  await afterwards.idle();
}
