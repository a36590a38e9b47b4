import { aBatch } from '#audit/testing';
import { aChallenge, aLockout, aSession, PRELOGIN_KEY_ID, SETUP_ID } from '#auth/testing';
import { anEntryBody, aVault, aVaultSnapshot } from '#entries/testing';
import { aWrap } from '#handover/testing';
import { aCreation } from '#idempotency/testing';
import { newId, PartUnavailable } from '#kernel';
import { aKeyRing, aRotation } from '#keys/testing';
import { modelOf } from '#policies/testing';
import { aSecret } from '#secrets/testing';
import { aSensitiveRecord } from '#sensitive-data/testing';
import { aBinding, aProvider } from '#service-accounts/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { aUser } from '#users/testing';

const SETUP = { id: SETUP_ID, state: 'open', tokenHash: null, tokenExpiresAt: null, userId: null } as const;

/** One of everything that a store keeps. */
const KEPT: readonly [string, (store: StoreUnderTest) => Promise<unknown>][] = [
  ['a secret', ({ secrets }) => secrets.heads.insert(aSecret(), newId())],
  ['an archived version', ({ secrets }) => secrets.archive(newId(), 1, aSecret().current, 1)],
  ['an audit record', ({ audit }) => audit.append(aBatch(1))],
  ['an account', ({ users }) => users.users.insert(aUser(), newId())],
  ['a session', ({ sessions }) => sessions.sessions.insert(aSession(), newId())],
  ['the state of setup', ({ setups }) => setups.setups.insert(SETUP, newId())],
  ['a lockout', ({ lockouts }) => lockouts.lockouts.insert(aLockout(), newId())],
  ['a challenge', ({ challenges }) => challenges.challenges.insert(aChallenge(), newId())],
  ['the prelogin key', ({ preloginKeys }) => preloginKeys.keys.insert({ id: PRELOGIN_KEY_ID, key: 'a2V5' }, newId())],
  ['the authorization model', ({ models }) => models.models.insert(modelOf({}), newId())],
  ['a key ring', ({ rings }) => rings.rings.insert(aKeyRing(), newId())],
  ['personal data', ({ sensitiveData }) => sensitiveData.records.insert(aSensitiveRecord(), newId())],
  ['a vault', ({ vaults }) => vaults.vaults.insert(aVault(), newId())],
  ['a body that no vault names', ({ vaults }) => vaults.insertBodies([anEntryBody()])],
  ['a snapshot', ({ vaults }) => vaults.insertSnapshot(aVaultSnapshot())],
  ['a rotation', ({ rotations }) => rotations.rotations.insert(aRotation(), newId())],
  ['a creation', ({ creations }) => creations.creations.insert(aCreation(), newId())],
  ['an identity provider', (store) => store.identityProviders.providers.insert(aProvider(), newId())],
  ['a binding', ({ bindings }) => bindings.bindings.insert(aBinding(), newId())],
  ['a wrap', ({ wraps }) => wraps.wraps.insert(aWrap(), newId())],
  ['a fenced id', ({ rings }) => rings.rings.fence(newId(), newId())],
];

/** What `StoreEngine` promises of a store as a whole. */
export function describeEngineContract(name: string, open: OpenStore): void {
  describe(`StoreEngine on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('answers nothing after it is closed, and may be closed again', async () => {
      const { engine } = await store.another();
      await engine.check();
      await engine.close();
      await expect(engine.check()).rejects.toBeInstanceOf(PartUnavailable);
      await engine.close();
    });

    it('stays empty after checks, leases and rate counters', async () => {
      const { engine, leases, counters } = store;
      await engine.check();
      await engine.check();
      await leases.renew('node', 1_000);
      await leases.holdSweep('node', 0, 1_000);
      await counters.add('key', 1, 1, 1_000);
      expect(await engine.isEmpty()).toBe(true);
    });

    it('tells the free bytes of its disk, if it can [R101]', async () => {
      const free = await store.engine.freeBytes();
      expect(free === null || free > 0).toBe(true);
    });

    it.each(KEPT)(
      'is not empty with nothing but %s, so that no new roots of trust are made beside it',
      async (_, keep) => {
        await keep(store);
        expect(await store.engine.isEmpty()).toBe(false);
      },
    );
  });
}
