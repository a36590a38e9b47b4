import { addUser, callerAs, identityNode } from '#auth/testing';
import { creationsOn } from '#idempotency/testing';
import { newId, type Stored } from '#kernel';
import { type KeyRing, Sealing, userRing } from '#keys';
import { activate, DEFAULT_KEY_SETTINGS, KeyRingCache } from '#keys/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { ChangeRecord } from '../application/change-record.js';
import { CreateRecord } from '../application/create-record.js';
import { OwnRecords } from '../application/own-records.js';
import { RecordOwners } from '../application/record-owners.js';
import { RecordSealing } from '../application/record-sealing.js';
import { RecordSettlement } from '../application/record-settlement.js';
import { ResealRecords } from '../application/reseal-records.js';
import { ShowRecords } from '../application/show-records.js';
import { MemorySensitiveDataStore } from './memory-sensitive-data.store.js';

const SETTINGS = { cardLuhn: false, nationalIdPattern: /^[A-Za-z0-9-]{4,32}$/u };

/** All services of `sensitive-data` and of the rooms below it, on stores in memory, with two accounts. */
export async function sensitiveDataUnderTest() {
  const node = identityNode();
  await publishModel(node.stores.models);
  const { trail, clock, roots, stores, accounts, records: audit } = node;
  const store = new MemorySensitiveDataStore(() => clock.now());
  const sealing = new RecordSealing(
    new Sealing(new KeyRingCache(stores.keyring, stores.rings, clock, DEFAULT_KEY_SETTINGS)),
  );
  const own = new OwnRecords(store, trail);
  const owners = new RecordOwners(store, accounts);
  const creations = creationsOn(stores.creations, roots, trail, clock);
  const [ann, bob] = [await addUser(node, 'ann'), await addUser(node, 'bob')];
  audit.length = 0;
  return {
    ...{ node, store, clock, audit, owners, ann, bob },
    create: new CreateRecord(store, own, owners, sealing, SETTINGS, creations, trail, clock),
    show: new ShowRecords(store, own, sealing, trail, clock),
    change: new ChangeRecord(store, own, sealing, SETTINGS, trail, clock),
    settlement: new RecordSettlement(store, owners, clock),
    reseal: new ResealRecords(store, sealing),
    as: (user: User) => callerAs(user),
    /** The actions and outcomes in the audit, oldest first. */
    outcomes: () => audit.map(({ action, outcome }) => `${action} ${outcome}`),
    /** Makes the next version of the user's ring active and known to this node. Resolves to its number. */
    async advance(user: User): Promise<number> {
      const ring = userRing(user.id);
      const { revision, value } = (await stores.rings.rings.load(ring)) as Stored<KeyRing>;
      const version = value.versions.length + 1;
      await stores.keyring.addVersion(ring, version);
      const held = Array.from({ length: version }, (_, index) => index + 1);
      await stores.rings.rings.replace(activate(value, held, clock.now()), revision, newId());
      clock.at += 1_001;
      return version;
    },
  };
}

export type SensitiveDataUnderTest = Awaited<ReturnType<typeof sensitiveDataUnderTest>>;
