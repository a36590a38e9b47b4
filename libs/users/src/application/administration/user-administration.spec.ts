import { isId, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '../../domain/accounts/user.js';
import { PASSWORD } from '../../testing/passwords.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';

const NEW = {
  ...{ username: 'grace', email: 'grace@example.org', password: 'Nine!Green4Lamps' },
  ...{ passwordChangeRequired: true, roles: ['reader'] },
};

describe('the administration of users', () => {
  let node: UserNode;
  let root: User;
  let clerk: User;

  beforeEach(async () => {
    node = userNode(userStores());
    const allow = (actions: string[], ...resources: string[]) => ({ effect: 'allow' as const, actions, resources });
    await publishModel(node.stores.models, {
      roles: [
        roleOf('reader', ['reads']),
        roleOf('clerk', ['clerks', 'reads']),
        roleOf('going', ['reads'], 1),
        roleOf('strong', ['all']),
      ],
      policies: [
        policyOf('reads', [allow(['secret:read'], 'secret:prod/**')]),
        policyOf('clerks', [allow(['user:*'], 'user:**')]),
        policyOf('all', [allow(['secret:*'], 'secret:**')]),
      ],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    clerk = await addUser(node, 'clerk', { roles: ['clerk'] });
  });

  const edit = (by: User, id: string, change: { email?: string; roles?: string[] }) =>
    node.editing.edit(callerAs(by), id, change, null);
  const stored = (id: string) => node.stores.users.users.peek(id)?.value;
  const administrators = () => node.stores.models.model.administrators;

  describe('creation', () => {
    it('is refused if the caller may not write that user', async () => {
      const nobody = await addUser(node, 'nobody');
      expect(await codeOf(node.creation.create(callerAs(nobody), NEW))).toBe('forbidden');
    });

    it.each([
      [{ username: 'G R' }, 'validation_failed'],
      [{ email: 'nowhere' }, 'validation_failed'],
      [{ password: 'grace' }, 'validation_failed'],
      [{ roles: ['gone'] }, 'validation_failed'],
      [{ roles: ['going'] }, 'validation_failed'],
      [{ username: ' ROOT ' }, 'username_taken'],
    ])('with %j is refused with %s and leaves no account [R47]', async (change, code) => {
      const before = node.stores.users.users.peekAll().length;
      expect(await codeOf(node.creation.create(callerAs(root), { ...NEW, ...change }))).toBe(code);
      expect(node.stores.users.users.peekAll()).toHaveLength(before);
    });

    it('refuses roles that give more than the caller holds, and the administrator role unless the caller is one [R51]', async () => {
      for (const role of ['strong', 'administrator']) {
        expect(await codeOf(node.creation.create(callerAs(clerk), { ...NEW, roles: [role] }))).toBe('forbidden');
      }
      expect(await node.stores.users.findByUsername('grace')).toBeNull();
    });

    it('creates the account with its key ring and a password that must be changed', async () => {
      const { value } = await node.creation.create(callerAs(clerk), NEW);
      expect(isId(value.id)).toBe(true);
      expect(stored(value.id)).toMatchObject({ state: 'active', passwordChangeRequired: true, roles: ['reader'] });
      expect(node.stores.keyring.held.get(userRing(value.id))).toHaveLength(1);
      expect(JSON.stringify(stored(value.id))).not.toContain(NEW.password);
    });

    it('creates no account if its key ring cannot be created', async () => {
      node.stores.keyring.tap = (call) => {
        if (call.startsWith('createRing')) throw new PartUnavailable('keyring');
      };
      expect(await codeOf(node.creation.create(callerAs(root), NEW))).toBe('keyring_unavailable');
      expect(await node.stores.users.findByUsername('grace')).toBeNull();
    });

    it('removes the account again if its role is removed at the same time', async () => {
      node.stores.users.users.hooks.after = async (operation) => {
        if (operation === 'insert') await publishModel(node.stores.models, { administrators: [root.id] });
      };
      expect(await codeOf(node.creation.create(callerAs(root), NEW))).toBe('validation_failed');
      expect(await node.stores.users.findByUsername('grace')).toBeNull();
    });

    it('settles as failed, with no ring left, if the insert that lost its answer never lands', async () => {
      node.stores.users.users.hooks.before = (operation) => {
        if (operation === 'insert') throw new OutcomeUnknown();
      };
      const caller = callerAs(root);
      expect(await codeOf(node.creation.create(caller, NEW))).toBe('outcome_unknown');
      const id = node.records.find(({ outcome }) => outcome === 'allowed')?.resourceId ?? '';
      expect(await settle(node, id, caller.request.requestId)).toBe('failed');
      expect(node.stores.keyring.held.get(userRing(id))).toBeNull();
    });
  });

  it('is recorded with the names of roles before and after, and with no address and no username', async () => {
    const { value } = await node.creation.create(callerAs(root), NEW);
    await edit(root, value.id, { email: 'canary@example.org', roles: ['clerk', 'administrator'] });
    await node.editing.disable(callerAs(root), value.id);
    await node.removal.remove(callerAs(root), value.id);
    const done = node.records.filter(({ outcome }) => outcome === 'succeeded');
    const roles = (before: string[], after: string[]) => ({ field: 'roles', before, after, omitted: 0 });
    expect(done.map(({ action, changes }) => [action, changes])).toEqual([
      ['user:write', [roles([], ['reader'])]],
      [
        'user:write',
        [{ field: 'email', before: null, after: null, omitted: 0 }, roles(['reader'], ['administrator', 'clerk'])],
      ],
      ['user:disable', []],
      ['user:delete', [roles(['administrator', 'clerk'], [])]],
    ]);
    expect(JSON.stringify(node.records)).not.toMatch(/canary|grace/);
  });

  describe('an edit', () => {
    it('answers 404 for an absent user, a deleted one, a malformed id, and one that the caller may not see', async () => {
      const nobody = await addUser(node, 'nobody');
      await node.removal.remove(callerAs(root), nobody.id);
      for (const id of [newId(), 'x', nobody.id]) {
        expect(await codeOf(edit(root, id, { roles: [] }))).toBe('not_found');
      }
      expect(await codeOf(edit(nobody, root.id, { roles: [] }))).toBe('not_found');
    });

    it('of an administrator is refused unless the caller is one [R51]', async () => {
      for (const work of [
        () => edit(clerk, root.id, { email: 'evil@example.org' }),
        () => node.editing.disable(callerAs(clerk), root.id),
        () => node.removal.remove(callerAs(clerk), root.id),
      ]) {
        expect(await codeOf(work())).toBe('forbidden');
      }
      expect(stored(root.id)).toEqual(root);
    });

    it("refuses a role that the caller does not hold, also for the caller's own account [R51]", async () => {
      expect(await codeOf(edit(clerk, clerk.id, { roles: ['clerk', 'administrator'] }))).toBe('forbidden');
    });

    it('is refused for another revision than the caller saw, after authorization', async () => {
      expect(await codeOf(node.editing.edit(callerAs(root), clerk.id, { roles: [] }, [7]))).toBe('precondition_failed');
    });

    it('of the roles is undone if one is removed at the same time', async () => {
      const target = await addUser(node, 'target');
      node.stores.users.users.hooks.after = async (operation) => {
        if (operation === 'replace') await publishModel(node.stores.models, { administrators: [root.id] });
      };
      expect(await codeOf(edit(root, target.id, { roles: ['reader'] }))).toBe('validation_failed');
      expect(stored(target.id)?.roles).toEqual([]);
    });

    it('adds a new administrator to the set of administrators', async () => {
      await edit(root, clerk.id, { roles: ['administrator'] });
      expect(administrators()).toEqual([root.id, clerk.id].sort());
    });

    it('of the address keeps the roles and makes the address unverified', async () => {
      const { value } = await edit(root, clerk.id, { email: 'new@example.org' });
      expect(value).toMatchObject({ roles: ['clerk'], email: 'new@example.org', emailVerified: false, authEpoch: 1 });
    });
  });

  describe('disabling', () => {
    it('raises the epoch, and enabling does not restore it [R41]', async () => {
      await node.editing.disable(callerAs(root), clerk.id);
      expect(stored(clerk.id)).toMatchObject({ state: 'disabled', authEpoch: 2 });
      await node.editing.enable(callerAs(root), clerk.id);
      expect(stored(clerk.id)).toMatchObject({ state: 'active', authEpoch: 3 });
    });

    it('removes an administrator from the set, and enabling adds them again', async () => {
      const other = await addUser(node, 'other', { roles: ['administrator'] });
      await node.editing.disable(callerAs(root), other.id);
      expect(administrators()).toEqual([root.id]);
      await node.editing.enable(callerAs(root), other.id);
      expect(administrators()).toContain(other.id);
    });

    it('changes nothing the second time', async () => {
      const first = await node.editing.disable(callerAs(root), clerk.id);
      expect(await node.editing.disable(callerAs(root), clerk.id)).toEqual(first);
    });
  });

  describe('deletion', () => {
    it('destroys the ring, clears the personal fields, and frees the username', async () => {
      await node.removal.remove(callerAs(root), clerk.id);
      const text = JSON.stringify(stored(clerk.id));
      for (const personal of ['clerk', '@example.org', 'argon2id$']) expect(text).not.toContain(personal);
      expect(stored(clerk.id)).toMatchObject({ state: 'deleted', passwordHash: null, roles: [] });
      expect(node.stores.keyring.held.get(userRing(clerk.id))).toBeNull();
      await addUser(node, 'clerk');
    });

    it('leaves no usable account without a ring, and is finished by a repeated DELETE', async () => {
      node.stores.keyring.tap = (call, moment) => {
        if (call.startsWith('shred') && moment === 'after') throw new PartUnavailable('keyring');
      };
      expect(await codeOf(node.removal.remove(callerAs(root), clerk.id))).toBe('outcome_unknown');
      expect(stored(clerk.id)?.state).toBe('deleting');
      expect(await codeOf(node.editing.enable(callerAs(root), clerk.id))).toBe('conflict');
      node.stores.keyring.tap = () => {};
      await node.removal.remove(callerAs(root), clerk.id);
      expect(stored(clerk.id)?.state).toBe('deleted');
    });

    it('is finished by the settlement of its intent', async () => {
      node.stores.keyring.tap = (call) => {
        if (call.startsWith('shred')) throw new PartUnavailable('keyring');
      };
      const caller = callerAs(root);
      expect(await codeOf(node.removal.remove(caller, clerk.id))).toBe('outcome_unknown');
      node.stores.keyring.tap = () => {};
      expect(await settle(node, clerk.id, caller.request.requestId)).toBe('succeeded');
      expect(stored(clerk.id)?.state).toBe('deleted');
    });

    it('is finished by the settlement of a repeated DELETE, which has then succeeded', async () => {
      node.stores.keyring.tap = (call) => {
        if (call.startsWith('shred')) throw new PartUnavailable('keyring');
      };
      expect(await codeOf(node.removal.remove(callerAs(root), clerk.id))).toBe('outcome_unknown');
      node.stores.keyring.tap = () => {};
      expect(await settle(node, clerk.id, newId(), 'user:delete')).toBe('succeeded');
      expect(stored(clerk.id)?.state).toBe('deleted');
    });
  });

  it('records no password', async () => {
    await node.creation.create(callerAs(root), NEW);
    expect(JSON.stringify(node.records)).not.toMatch(new RegExp(`${NEW.password}|${PASSWORD}`));
  });
});

function settle(node: UserNode, userId: string, requestId: string, action = 'user:write') {
  const at = new Date(node.clock.now()).toISOString();
  const leaf = { at, action, resource_id: userId, request_id: requestId };
  return node.userSettlement.settle(leaf as Parameters<typeof node.userSettlement.settle>[0]);
}
