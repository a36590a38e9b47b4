import { JwtService } from '@nestjs/jwt';
import { workloadServices } from '#service-accounts/testing';
import { JwtAccessTokenSigner } from '../adapters/jwt.access-token-signer.js';
import { Admission } from '../application/authentication/admission.js';
import { Authentication } from '../application/authentication/authentication.js';
import { LiveSessions } from '../application/authentication/live-sessions.js';
import { AccountErasure } from '../application/erasure/account-erasure.js';
import { ChallengeErasure } from '../application/erasure/challenge-erasure.js';
import { LockoutErasure } from '../application/erasure/lockout-erasure.js';
import { SessionErasure } from '../application/erasure/session-erasure.js';
import { TokenExchange } from '../application/exchange/token-exchange.js';
import { Lockouts } from '../application/lockout/lockouts.js';
import { UserUnlock } from '../application/lockout/user-unlock.js';
import { SessionOpening } from '../application/login/session-opening.js';
import { ExpirySweep } from '../application/sessions/expiry-sweep.js';
import { Logout } from '../application/sessions/logout.js';
import { OwnSessions } from '../application/sessions/own-sessions.js';
import { PresentSession } from '../application/sessions/present-session.js';
import { Refresh } from '../application/sessions/refresh.js';
import { ReusedTokens } from '../application/sessions/reused-tokens.js';
import { SessionSettlement } from '../application/sessions/session-settlement.js';
import { Sessions } from '../application/sessions/sessions.js';
import { TokenIssue } from '../application/sessions/token-issue.js';
import type { Foundation } from './foundation.js';

/** The services of one node around sessions and attempts. */
export function sessionServices(base: Foundation) {
  const { stores, roots, clock, settings, accounts, changes, policies, personalData, access, mailbox, trail } = base;
  const live = new LiveSessions(stores.sessions, accounts, clock, changes);
  const sessions = new Sessions(stores.sessions, live, roots, settings, clock);
  const present = new PresentSession(sessions, accounts, clock);
  const workloads = workloadServices(base, stores);
  const signer = new JwtAccessTokenSigner(new JwtService({}), roots, settings);
  const issue = new TokenIssue(signer, clock);
  const reused = new ReusedTokens(sessions, trail, clock);
  const lockouts = new Lockouts(stores.lockouts, roots, settings, clock);
  new AccountErasure(
    new SessionErasure(stores.sessions),
    new ChallengeErasure(stores.challenges),
    new LockoutErasure(accounts, lockouts),
    mailbox,
  ).register(personalData);
  return {
    ...{ live, sessions, present, signer, lockouts, reused },
    opening: new SessionOpening(accounts, sessions, issue, lockouts, trail, clock),
    authentication: new Authentication(live, workloads.bindingPrincipals, settings, clock),
    workloads,
    exchange: new TokenExchange(workloads.identity, signer, trail, clock),
    admission: new Admission(policies.authorizer, trail, clock),
    unlocking: new UserUnlock(access, accounts, lockouts, trail),
    refresh: new Refresh(sessions, accounts, issue, reused, trail, roots, clock),
    ownSessions: new OwnSessions(stores.sessions, sessions, present, accounts, trail, clock),
    logout: new Logout(sessions, accounts, trail, roots),
    sessionSettlement: new SessionSettlement(stores.sessions, live, clock),
    sweep: new ExpirySweep(stores.sessions, stores.lockouts, stores.challenges, clock),
  };
}

export type SessionServices = ReturnType<typeof sessionServices>;
