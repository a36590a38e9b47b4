import type { Roots } from '#kernel';
import type { ManualClock } from '#kernel/testing';
import { Mailbox } from '#mail/testing';
import { userNode } from '#users/testing';
import type { AuthSettings } from '../ports/auth.settings.js';
import type { IdentityStores } from './identity-stores.js';

export const AUTH_SETTINGS = {
  ...{ issuer: 'coffer', audience: 'coffer' },
  ...{ accessSeconds: 900, refreshSeconds: 604_800, sessionSeconds: 2_592_000 },
  ...{ registrationOpen: true, maxFailedLogins: 5, lockoutSeconds: 900, emailCountsAsMfa: false },
};

/** The services of one node below authentication. */
export function foundation(stores: IdentityStores, roots: Roots, clock: ManualClock, settings: AuthSettings) {
  return { ...userNode(stores, roots, clock), settings, mailbox: new Mailbox() };
}

export type Foundation = ReturnType<typeof foundation>;
