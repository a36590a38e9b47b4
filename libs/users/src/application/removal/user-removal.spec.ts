import {
  aChallenge,
  addUser,
  callerAs,
  type IdentityNode,
  identityNode,
  identityStores,
  signedIn,
} from '#auth/testing';
import { newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { publishModel } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { NotErased } from './erasure-proof.js';

type Stores = ReturnType<typeof identityStores>;
type Moment = 'before' | 'after';

/** Thrown at each call of a process that has died. */
class Crashed extends Error {}

/** Records the names of the port calls of a deletion, in order. `at` is called before and after each call and may throw. */
function tapped(stores: Stores, at: (call: string, moment: Moment) => void): () => void {
  const ports = {
    users: [stores.users.users, ['load', 'replace']],
    rings: [stores.rings.rings, ['load', 'insert', 'replace']],
    sessions: [stores.sessions.sessions, ['load', 'remove']],
    challenges: [stores.challenges.challenges, ['load', 'remove']],
    lockouts: [stores.lockouts.lockouts, ['load', 'remove']],
    store: [stores.sessions, ['idsOf']],
    models: [stores.models.models, ['load', 'replace']],
    keyring: [stores.keyring, ['openKey', 'shred', 'wraps']],
  } as const;
  const undo: (() => void)[] = [];
  for (const [name, [port, methods]] of Object.entries(ports)) {
    for (const method of methods) {
      const original = Reflect.get(port, method) as (...args: unknown[]) => Promise<unknown>;
      const tap = async (...args: unknown[]): Promise<unknown> => {
        at(`${name}.${method}`, 'before');
        const result = await original.apply(port, args);
        at(`${name}.${method}`, 'after');
        return result;
      };
      Object.assign(port, { [method]: tap });
      undo.push(() => void Reflect.deleteProperty(port, method));
    }
  }
  return () => {
    for (const one of undo) one();
  };
}

/** A node with an administrator, and a user with two sessions. */
async function withLeaver() {
  const stores = identityStores();
  const node = identityNode(stores);
  await publishModel(stores.models, {});
  const root = await addUser(node, 'root', { roles: ['administrator'] });
  const leaver = await addUser(node, 'leaver');
  for (let n = 0; n < 2; n += 1) await signedIn(node, leaver);
  await node.lockouts.complete(aRequest(), leaver);
  await stores.challenges.challenges.insert(aChallenge({ userId: leaver.id }), newId());
  return { stores, node, root, leaver };
}

const stateOf = (stores: Stores, { id }: User) => stores.users.users.peek(id)?.value.state;
const sessionsOf = (stores: Stores, { id }: User) =>
  stores.sessions.sessions.peekAll().filter(({ value }) => value.userId === id).length;

function settle(node: IdentityNode, userId: string, requestId: string, action = 'user:delete') {
  const at = new Date(node.clock.now()).toISOString();
  const leaf = { at, action, resource_id: userId, request_id: requestId };
  return node.userSettlement.settle(leaf as Parameters<typeof node.userSettlement.settle>[0]);
}

/** Expects that nothing personal of the user is left, nor any record or the key ring. */
function expectNothingLeft(stores: Stores, leaver: User): void {
  const kept = JSON.stringify([stores.users.users.peekAll(), stores.sessions.sessions.peekAll()]);
  for (const theirs of ['leaver', String(leaver.email), leaver.encryptionSalt, '203.0.113']) {
    expect(kept).not.toContain(theirs);
  }
  expect(stores.users.users.peek(leaver.id)?.value).toMatchObject({ state: 'deleted', erasureProbe: null });
  expect(stores.keyring.held.get(userRing(leaver.id))).toBeNull();
  expect(sessionsOf(stores, leaver)).toBe(0);
  expect(stores.challenges.challenges.peekAll()).toEqual([]);
  expect(stores.lockouts.lockouts.peekAll()).toEqual([]);
}

describe('the deletion of a user', () => {
  it('seals its probe before it changes anything, and changes nothing if it cannot', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    node.clock.at += 400_000;
    stores.keyring.tap = (call) => {
      if (call.startsWith('openKey')) throw new PartUnavailable('keyring');
    };
    expect(await codeOf(node.removal.remove(callerAs(root), leaver.id))).toBe('keyring_unavailable');
    expect([stateOf(stores, leaver), sessionsOf(stores, leaver)]).toEqual(['active', 2]);
    expect(node.records.slice(-2).map(({ outcome }) => outcome)).toEqual(['allowed', 'failed']);
  });

  it('returns a receipt with the removed records and the probe that no longer opens', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    node.personalData.register('sensitive_data', async () => 3);
    expect(await node.removal.remove(callerAs(root), leaver.id)).toEqual({
      id: leaver.id,
      destroyedAt: node.clock.now(),
      swept: { sessions: 2, challenges: 1, lockouts: 1, mails: 0, sensitive_data: 3 },
      sample: { opened: false, error: 'The stored value could not be opened.' },
    });
    expectNothingLeft(stores, leaver);
  });

  it('takes its steps in order: probe, deleting, descriptor, keyring, proof, sweeps, and the tombstone last', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    const calls: string[] = [];
    const undo = tapped(stores, (call, moment) => void (moment === 'after' && calls.push(call)));
    await node.removal.remove(callerAs(root), leaver.id);
    undo();
    const wanted = ['users.replace', 'rings.replace', 'keyring.shred', 'keyring.wraps', 'sessions.remove'];
    expect([...new Set(calls.filter((call) => wanted.includes(call)))]).toEqual(wanted);
    expect(calls.at(-1)).toBe('users.replace');
  });

  it.each([
    ['by another', 'the settlement'],
    ['by another', 'a repeated DELETE'],
    ['by the user', 'the settlement'],
  ] as const)(
    '%s that dies at any step is finished by %s, with nothing left, and no step too early',
    async (by, finisher) => {
      const steps: string[] = [];
      for (let crashAt = 0; ; crashAt += 1) {
        const { stores, node, root, leaver } = await withLeaver();
        let step = -1;
        let reached = false;
        const undo = tapped(stores, (call, moment) => {
          step += 1;
          reached ||= step >= crashAt;
          if (reached) throw new Crashed(`${moment} ${call}`);
        });
        const isOwn = by === 'by the user';
        const caller = callerAs(isOwn ? leaver : root);
        const removal = isOwn ? node.removal.removeOwn(caller) : node.removal.remove(caller, leaver.id);
        await removal.catch((error: Error) => error);
        undo();
        if (!reached) break;
        const state = stateOf(stores, leaver);
        steps.push(String(state));
        if (state === 'deleted') expectNothingLeft(stores, leaver);
        if (sessionsOf(stores, leaver) < 2) expect(stores.keyring.held.get(userRing(leaver.id))).toBeNull();
        const next = identityNode(stores, node.roots, node.clock);
        if (finisher === 'the settlement') {
          expect(await settle(next, leaver.id, caller.request.requestId, isOwn ? 'auth:delete' : 'user:delete')).toBe(
            state === 'active' ? 'failed' : 'succeeded',
          );
        }
        if (state === 'active' || (finisher !== 'the settlement' && state === 'deleting')) {
          const { sample } = await next.removal.remove(callerAs(root), leaver.id);
          expect(sample.opened).toBe(false);
        }
        expectNothingLeft(stores, leaver);
      }
      expect(new Set(steps)).toEqual(new Set(['active', 'deleting', 'deleted']));
      expect(steps.length).toBeGreaterThan(25);
    },
  );

  it('proves with the stored probe when it is repeated after the ring was shredded', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    node.personalData.register('entries', async () => {
      if (failing) throw new PartUnavailable('store');
      return 1;
    });
    let failing = true;
    expect(await codeOf(node.removal.remove(callerAs(root), leaver.id))).toBe('outcome_unknown');
    const probe = stores.users.users.peek(leaver.id)?.value.erasureProbe;
    expect(probe).toMatch(/^[A-Za-z0-9+/=]{80,}$/);
    failing = false;
    const { sample, swept } = await node.removal.remove(callerAs(root), leaver.id);
    expect(sample).toEqual({ opened: false, error: 'The stored value could not be opened.' });
    expect(swept).toEqual({ sessions: 0, challenges: 0, lockouts: 0, mails: 0, entries: 1 });
    expectNothingLeft(stores, leaver);
  });

  it('of an account whose ring is already gone shows that the ring cannot seal', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    await stores.keyring.shred(userRing(leaver.id));
    node.clock.at += 400_000;
    const { sample } = await node.removal.remove(callerAs(root), leaver.id);
    expect(sample).toEqual({ opened: false, error: 'There is no such key ring.' });
    expectNothingLeft(stores, leaver);
  });

  describe.each(['a keyring that destroys nothing', 'a keyring that hides what it still opens'] as const)(
    'with %s',
    (lie) => {
      /** Makes the keyring lie, and returns a function that ends it. */
      function lying(stores: Stores): () => void {
        // Opening must fail because the keys are gone, not only because the descriptor is a tombstone.
        Object.assign(stores.keyring, { shred: async () => {} });
        if (lie !== 'a keyring that destroys nothing') {
          Object.assign(stores.keyring, { wraps: async () => null });
          Object.assign(stores.rings.rings, { replace: async () => 'published' });
        }
        return () => {
          for (const method of ['shred', 'wraps']) Reflect.deleteProperty(stores.keyring, method);
          Reflect.deleteProperty(stores.rings.rings, 'replace');
        };
      }

      it('fails, returns no receipt, removes no records and leaves no tombstone', async () => {
        const { stores, node, root, leaver } = await withLeaver();
        const tellTheTruth = lying(stores);
        const caller = callerAs(root);
        for (const attempt of [caller, callerAs(root)]) {
          await expect(node.removal.remove(attempt, leaver.id)).rejects.toThrow(NotErased);
        }
        await expect(settle(node, leaver.id, caller.request.requestId)).rejects.toThrow(NotErased);
        expect([stateOf(stores, leaver), sessionsOf(stores, leaver)]).toEqual(['deleting', 2]);
        tellTheTruth();
        await node.removal.remove(callerAs(root), leaver.id);
        expectNothingLeft(stores, leaver);
      });
    },
  );

  it('by the user takes the same steps, and gives the same receipt [R130]', async () => {
    const { stores, node, leaver } = await withLeaver();
    expect(await node.removal.removeOwn(callerAs(leaver))).toEqual({
      id: leaver.id,
      destroyedAt: node.clock.now(),
      swept: { sessions: 2, challenges: 1, lockouts: 1, mails: 0 },
      sample: { opened: false, error: 'The stored value could not be opened.' },
    });
    const what = { action: 'auth:delete', resourceType: 'user', resourceId: leaver.id, actorId: leaver.id };
    expect(node.records.slice(-2)).toMatchObject([
      { ...what, outcome: 'allowed' },
      { ...what, outcome: 'succeeded' },
    ]);
    expectNothingLeft(stores, leaver);
  });

  it('by the user is refused for the last administrator, and for an account that was disabled or deleted just now [R130]', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    expect(await codeOf(node.removal.removeOwn(callerAs(root)))).toBe('last_administrator');
    expect(stateOf(stores, root)).toBe('active');
    await node.editing.disable(callerAs(root), leaver.id);
    expect(await codeOf(node.removal.removeOwn(callerAs(leaver)))).toBe('unauthenticated');
    await node.removal.remove(callerAs(root), leaver.id);
    expect(await codeOf(node.removal.removeOwn(callerAs(leaver)))).toBe('unauthenticated');
  });

  it('by the user, asked for 10 times at once, answers each with a receipt or a conflict, and leaves nothing', async () => {
    const { stores, node, leaver } = await withLeaver();
    const results = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(node.removal.removeOwn(callerAs(leaver)))),
    );
    expect(results).toContain('none');
    for (const result of results) expect(['none', 'conflict', 'unauthenticated']).toContain(result);
    expectNothingLeft(stores, leaver);
  });

  it('leaves no session of a concurrent login, whether it lands before or after the sweep', async () => {
    for (const landing of ['before', 'after'] as const) {
      const { stores, node, root, leaver } = await withLeaver();
      let opened: Promise<unknown> | null = null;
      const open = () => {
        opened ??= codeOf(
          node.opening.open(aRequest(), leaver, { action: 'auth:login', hasSecondFactor: false }, async () => {}),
        );
        return opened;
      };
      node.personalData.register('moment', async () => {
        if (landing === 'after') await open();
        return 0;
      });
      if (landing === 'before') {
        stores.keyring.tap = async (call, moment) => {
          if (call.startsWith('shred') && moment === 'after') await open();
        };
      }
      await node.removal.remove(callerAs(root), leaver.id);
      expect(await opened).toBe('invalid_credentials');
      expectNothingLeft(stores, leaver);
    }
  });

  it('makes everything that the ring sealed unreadable on every node', async () => {
    const { stores, node, root, leaver } = await withLeaver();
    const other = identityNode(stores, node.roots, node.clock);
    const { sealedSeed } = await other.totpCodes.newSeed(leaver.id);
    await node.removal.remove(callerAs(root), leaver.id);
    node.clock.at += 1_001;
    for (const one of [node, other]) {
      expect(await codeOf(one.totpCodes.stepOf(leaver.id, sealedSeed, '123456', 0))).toBe('internal_error');
      expect(await codeOf(one.totpCodes.newSeed(leaver.id))).toBe('not_found');
    }
  });
});
