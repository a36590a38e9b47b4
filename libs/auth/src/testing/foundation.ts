import { recordedTrail } from '#audit/testing';
import { creationsOn } from '#idempotency/testing';
import type { Roots } from '#kernel';
import type { ManualClock } from '#kernel/testing';
import { DEFAULT_KEY_SETTINGS, KeyRingCache, KeyRings, Sealing } from '#keys';
import { Mailbox } from '#mail/testing';
import { policyServices } from '#policies/testing';
import { userServices } from '#users/testing';
import type { AuthSettings } from '../ports/auth.settings.js';
import type { IdentityStores } from './identity-stores.js';

export const AUTH_SETTINGS = {
  ...{ issuer: 'coffer', audience: 'coffer' },
  ...{ accessSeconds: 900, refreshSeconds: 604_800, sessionSeconds: 2_592_000 },
  ...{ registrationOpen: true, maxFailedLogins: 5, lockoutSeconds: 900, emailCountsAsMfa: false },
};

/** The services of one node below authentication. */
export function foundation(stores: IdentityStores, roots: Roots, clock: ManualClock, settings: AuthSettings) {
  const policies = policyServices(stores.models, clock);
  const { trail, records } = recordedTrail();
  const keys = new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS);
  const keyRings = new KeyRings(stores.keyring, stores.rings, keys, clock);
  const sealing = new Sealing(keys);
  const creations = creationsOn(stores.creations, roots, trail, clock);
  const users = userServices({ stores, policies, keyRings, sealing, creations, trail, roots, clock });
  return { ...users, stores, roots, clock, settings, policies, trail, records, keys, sealing, mailbox: new Mailbox() };
}

export type Foundation = ReturnType<typeof foundation>;
