import { type CofferError, newId } from '#kernel';
import { aRequest } from '#kernel/testing';
import type { User } from '#users';
import { TokenIssue, type Tokens } from '../application/sessions/token-issue.js';
import type { AccessClaims } from '../domain/tokens/access-claims.js';
import type { IdentityNode } from './identity-node.js';

/** The claims of an access token. The token is not verified. */
export function claimsIn({ accessToken }: Tokens): AccessClaims {
  const { sub, sid, gen } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  return { userId: sub, sessionId: sid, via: 'session', generation: gen, expiresAt: Number.MAX_SAFE_INTEGER };
}

/** Whether `node` accepts the access token for `user`. Throws for any failure but `unauthenticated`. */
export async function opensFor(node: IdentityNode, user: User, tokens: Tokens): Promise<boolean> {
  try {
    return (await node.authentication.principalOf(claimsIn(tokens))).userId === user.id;
  } catch (error) {
    if ((error as CofferError).code === 'unauthenticated') return false;
    throw error;
  }
}

/** The tokens of a new session of `user`, without a login. */
export async function openedFor(node: IdentityNode, user: User, hasSecondFactor = false): Promise<Tokens> {
  const now = (await node.accounts.load(user.id))?.value ?? user;
  const opened = node.sessions.prepare(now, aRequest(), hasSecondFactor);
  await node.sessions.insert(opened.session, newId());
  return new TokenIssue(node.signer, node.clock).tokens(now, opened);
}
