import { aChallenge, aLockout, aSession } from '#auth/testing';
import { aVault } from '#entries/testing';
import { aWrap } from '#handover/testing';
import { aCreation } from '#idempotency/testing';
import { type Documents, newId, type Stored } from '#kernel';
import { aKeyRing, aRotation } from '#keys/testing';
import { aSecret } from '#secrets/testing';
import { aSensitiveRecord } from '#sensitive-data/testing';
import { aBinding, aProvider } from '#service-accounts/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { aUser } from '#users/testing';

/** One kind of document, as the suite needs it. */
interface Kind<T extends { readonly id: string }> {
  documents(store: StoreUnderTest): Documents<T>;
  make(): T;
  /** The same document, recognisably changed. */
  change(value: T, mark: number): T;
  /** Another document that claims the same unique key; null where the id is the only one. */
  rival: ((value: T) => T) | null;
}

function kind<T extends { readonly id: string }>(of: Kind<T>): Kind<T> {
  return of;
}

const SECRETS = kind({
  documents: (store) => store.secrets.heads,
  make: () => aSecret(),
  change: (value, mark) => ({ ...value, updatedAt: mark }),
  rival: (value) => aSecret({ path: value.path }),
});

const USERS = kind({
  documents: (store) => store.users.users,
  make: () => aUser(),
  change: (value, mark) => ({ ...value, updatedAt: mark }),
  rival: (value) => aUser({ username: value.username }),
});

const SESSIONS = kind({
  documents: (store) => store.sessions.sessions,
  make: () => aSession(),
  change: (value, mark) => ({ ...value, generation: mark }),
  rival: null,
});

const RINGS = kind({
  documents: (store) => store.rings.rings,
  make: () => aKeyRing(),
  change: (value, mark) => ({ ...value, epoch: mark }),
  rival: null,
});

const ROTATIONS = kind({
  documents: (store) => store.rotations.rotations,
  make: () => aRotation(),
  change: (value, mark) => ({ ...value, passMoved: mark }),
  rival: (value) => aRotation({ ring: value.ring }),
});

const CREATIONS = kind({
  documents: (store) => store.creations.creations,
  make: () => aCreation(),
  change: (value, mark) => ({ ...value, createdAt: mark }),
  rival: null,
});

const PROVIDERS = kind({
  documents: (store) => store.identityProviders.providers,
  make: () => aProvider(),
  change: (value, mark) => ({ ...value, epoch: mark }),
  rival: (value) => aProvider({ name: value.name }),
});

const BINDINGS = kind({
  documents: (store) => store.bindings.bindings,
  make: () => aBinding(),
  change: (value, mark) => ({ ...value, epoch: mark }),
  rival: null,
});

const LOCKOUTS = kind({
  documents: (store) => store.lockouts.lockouts,
  make: () => aLockout(),
  change: (value, mark) => ({ ...value, refused: mark }),
  rival: null,
});

const CHALLENGES = kind({
  documents: (store) => store.challenges.challenges,
  make: () => aChallenge(),
  change: (value, mark) => ({ ...value, usedAt: mark }),
  rival: null,
});

const RECORDS = kind({
  documents: (store) => store.sensitiveData.records,
  make: () => aSensitiveRecord(),
  change: (value, mark) => ({ ...value, updatedAt: mark }),
  rival: null,
});

const VAULTS = kind({
  documents: (store) => store.vaults.vaults,
  make: () => aVault(),
  change: (value, mark) => ({ ...value, horizon: mark }),
  rival: null,
});

const WRAPS = kind({
  documents: (store) => store.wraps.wraps,
  make: () => aWrap(),
  change: (value, mark) => ({ ...value, triedAgainAt: mark }),
  rival: null,
});

/** The contract of `Documents`, on every kind that a store keeps many of. */
export function describeDocumentsContract(name: string, open: OpenStore): void {
  describe(`Documents on ${name}`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe('secrets', () => describeKind(SECRETS, () => store));
    describe('users', () => describeKind(USERS, () => store));
    describe('sessions', () => describeKind(SESSIONS, () => store));
    describe('lockouts', () => describeKind(LOCKOUTS, () => store));
    describe('challenges', () => describeKind(CHALLENGES, () => store));
    describe('key rings', () => describeKind(RINGS, () => store));
    describe('sensitive data', () => describeKind(RECORDS, () => store));
    describe('vaults', () => describeKind(VAULTS, () => store));
    describe('rotations', () => describeKind(ROTATIONS, () => store));
    describe('creations', () => describeKind(CREATIONS, () => store));
    describe('identity providers', () => describeKind(PROVIDERS, () => store));
    describe('bindings', () => describeKind(BINDINGS, () => store));
    describe('wraps', () => describeKind(WRAPS, () => store));
  });
}

function describeKind<T extends { readonly id: string }>(of: Kind<T>, store: () => StoreUnderTest): void {
  const documents = () => of.documents(store());
  describeWrites(of, documents);
  describeFences(of, documents);

  it('lets one of 50 simultaneous replacements win, and answers `conflict` to the others', async () => {
    const value = of.make();
    await documents().insert(value, newId());
    const requests = Array.from({ length: 50 }, () => newId());
    const answers = await Promise.all(
      requests.map((request, mark) => documents().replace(of.change(value, mark), 1, request)),
    );
    expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(49);
    const winner = answers.indexOf('published');
    expect(await documents().load(value.id)).toEqual({ revision: 2, value: of.change(value, winner) });
    expect(await documents().fence(value.id, requests[winner] ?? '')).toBe(true);
    expect(await documents().fence(value.id, requests[(winner + 1) % 50] ?? '')).toBe(false);
  });

  it('shows an acknowledged write to another node', async () => {
    const node = await store().another();
    try {
      const value = of.make();
      await documents().insert(value, newId());
      expect((await of.documents(node).load(value.id))?.revision).toBe(1);
      expect(await of.documents(node).replace(of.change(value, 7), 1, newId())).toBe('published');
      expect(await documents().load(value.id)).toEqual({ revision: 2, value: of.change(value, 7) });
    } finally {
      await node.close();
    }
  });
}

function describeWrites<T extends { readonly id: string }>(of: Kind<T>, documents: () => Documents<T>): void {
  it('finds nothing under an id that was never used', async () => {
    expect(await documents().load(newId())).toBeNull();
  });

  it('does not insert under a taken id, and leaves the document there as it is', async () => {
    const value = of.make();
    expect(await documents().insert(value, newId())).toBe('inserted');
    expect(await documents().insert(of.change(value, 9), newId())).toBe('taken');
    expect(await documents().load(value.id)).toEqual({ revision: 1, value });
  });

  it('lets one of 20 simultaneous inserts of one id win', async () => {
    const value = of.make();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, mark) => documents().insert(of.change(value, mark), newId())),
    );
    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
    expect((await documents().load(value.id))?.value).toEqual(of.change(value, answers.indexOf('inserted')));
  });

  it('does not replace a document that has changed, was removed or never existed', async () => {
    const value = of.make();
    expect(await documents().replace(value, 1, newId())).toBe('conflict');
    await documents().insert(value, newId());
    expect(await documents().replace(of.change(value, 2), 1, newId())).toBe('published');
    expect(await documents().replace(of.change(value, 3), 1, newId())).toBe('conflict');
    expect(await documents().replace(of.change(value, 3), 3, newId())).toBe('conflict');
    expect(await documents().load(value.id)).toEqual({ revision: 2, value: of.change(value, 2) });
  });

  it('does not remove a document that has changed, and removes it only once', async () => {
    const value = of.make();
    await documents().insert(value, newId());
    await documents().replace(of.change(value, 2), 1, newId());
    expect(await documents().remove(value.id, 1)).toBe(false);
    expect(await documents().remove(value.id, 2)).toBe(true);
    expect(await documents().remove(value.id, 2)).toBe(false);
    expect(await documents().load(value.id)).toBeNull();
    expect(await documents().replace(value, 2, newId())).toBe('conflict');
  });

  const { rival } = of;
  if (!rival) return;

  it('does not let a second document take a unique key, neither at the same time nor later', async () => {
    const value = of.make();
    await documents().insert(value, newId());
    expect(await documents().insert(rival(value), newId())).toBe('taken');

    const other = of.make();
    await documents().insert(other, newId());
    expect(await documents().replace({ ...rival(value), id: other.id }, 1, newId())).toBe('taken');
    expect(await documents().load(other.id)).toEqual({ revision: 1, value: other });

    await documents().remove(value.id, 1);
    expect(await documents().insert(rival(value), newId())).toBe('inserted');
  });
}

function describeFences<T extends { readonly id: string }>(of: Kind<T>, documents: () => Documents<T>): void {
  it('does not let a write land that was under way when the fence was raised', async () => {
    const value = of.make();
    const late = newId();
    await documents().insert(value, newId());
    expect(await documents().fence(value.id, late)).toBe(false);
    expect(await documents().replace(of.change(value, 5), 1, late)).toBe('conflict');
    const stored = await documents().load(value.id);
    expect(stored?.value).toEqual(value);
    expect(await documents().replace(of.change(value, 6), stored?.revision ?? 0, newId())).toBe('published');
  });

  it('takes an absent id, so that a late insert is refused, and shows no document under it', async () => {
    const value = of.make();
    const late = newId();
    expect(await documents().fence(value.id, late)).toBe(false);
    expect(await documents().insert(value, late)).toBe('taken');
    expect(await documents().load(value.id)).toBeNull();
    expect(await documents().replace(value, 1, late)).toBe('conflict');
    expect(await documents().replace(value, 0, late)).toBe('conflict');
    expect(await documents().remove(value.id, 1)).toBe(false);
    expect(await documents().fence(value.id, late)).toBe(false);
  });

  it('remembers every request that published, and none that lost or only fenced', async () => {
    const value = of.make();
    const [inserted, replaced, lost, fenced] = [newId(), newId(), newId(), newId()];
    await documents().insert(value, inserted);
    await documents().replace(of.change(value, 2), 1, replaced);
    await documents().replace(of.change(value, 3), 1, lost);
    expect(await documents().fence(value.id, fenced)).toBe(false);
    expect(await documents().fence(value.id, fenced)).toBe(false);
    expect(await documents().fence(value.id, inserted)).toBe(true);
    expect(await documents().fence(value.id, replaced)).toBe(true);
    expect(await documents().fence(value.id, lost)).toBe(false);
  });

  it('answers a fence and a simultaneous write alike: both say that the write landed, or both that it did not', async () => {
    for (let round = 0; round < 10; round += 1) {
      const value = of.make();
      const [first, second] = [newId(), newId()];
      const insertion = documents().insert(value, first);
      const [settled, inserted] = await Promise.all([documents().fence(value.id, first), insertion]);
      expect(inserted).toBe(settled ? 'inserted' : 'taken');
      if (!settled) continue;

      const { revision } = (await documents().load(value.id)) as Stored<T>;
      const replacement = documents().replace(of.change(value, 4), revision, second);
      const [known, replaced] = await Promise.all([documents().fence(value.id, second), replacement]);
      expect(replaced).toBe(known ? 'published' : 'conflict');
    }
  });
}
