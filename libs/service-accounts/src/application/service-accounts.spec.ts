import type { Leaf } from '#audit';
import { newId, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { policyOf, publishModel, roleOf } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs, userStores } from '#users/testing';
import { callerAsProgram, type ServiceAccountNode, serviceAccountNode } from '../testing/service-account-node.js';

const NEW = { name: 'ci-deploy', description: 'Deploys.', roles: ['reader'], expiresAt: null };

describe('service accounts', () => {
  let node: ServiceAccountNode;
  let root: User;
  let clerk: User;

  beforeEach(async () => {
    node = serviceAccountNode(userStores());
    const allow = (actions: string[], ...resources: string[]) => ({ effect: 'allow' as const, actions, resources });
    await publishModel(node.stores.models, {
      roles: [
        roleOf('reader', ['reads']),
        roleOf('clerk', ['clerks', 'reads']),
        roleOf('strong', ['all']),
        { ...roleOf('guarded', ['reads']), mfaRequired: true },
      ],
      policies: [
        policyOf('reads', [allow(['secret:read'], 'secret:prod/**')]),
        policyOf('clerks', [allow(['service_account:*'], 'service_account:ci-*'), allow(['user:list'], 'user:c*')]),
        policyOf('all', [allow(['secret:*'], 'secret:**')]),
      ],
    });
    root = await addUser(node, 'root', { roles: ['administrator'] });
    clerk = await addUser(node, 'clerk', { roles: ['clerk'] });
  });

  const create = (by: User, change: object = {}, key: string | null = null) =>
    node.programs.creation.create(callerAs(by), { ...NEW, ...change }, key);
  const edit = (by: User, name: string, change: object) => node.programs.editing.edit(callerAs(by), name, change, null);
  const get = (by: User, name: string) => node.programs.listing.get(callerAs(by), name);
  const stored = (id: string) => node.stores.users.users.peek(id)?.value;
  const names = async (by: User, filter: object = {}) =>
    (await node.programs.listing.list(callerAs(by), filter, null, 50)).items.map(({ name }) => name);

  describe('creation', () => {
    it.each([
      [{ name: 'C I' }, 'validation_failed'],
      [{ name: 'ci@example.org' }, 'validation_failed'],
      [{ name: newId() }, 'validation_failed'],
      [{ description: 'x'.repeat(1_001) }, 'validation_failed'],
      [{ description: 'a\u2066b' }, 'validation_failed'],
      [{ description: 'a\u0000b' }, 'validation_failed'],
      [{ roles: ['gone'] }, 'validation_failed'],
      [{ roles: ['administrator'] }, 'validation_failed'],
      [{ roles: ['guarded'] }, 'validation_failed'],
      [{ owner: 'nobody' }, 'validation_failed'],
      [{ expiresAt: 1 }, 'validation_failed'],
      [{ name: ' ROOT ' }, 'username_taken'],
    ])('with %j is refused with %s and leaves no account [R134]', async (change, code) => {
      const before = node.stores.users.users.peekAll().length;
      expect(await codeOf(create(root, change))).toBe(code);
      expect(node.stores.users.users.peekAll()).toHaveLength(before);
    });

    it('is refused for a name that the caller may not write, and for roles that give more than the caller holds [R51]', async () => {
      expect(await codeOf(create(clerk, { name: 'other' }))).toBe('forbidden');
      expect(await codeOf(create(clerk, { roles: ['strong'] }))).toBe('forbidden');
      expect(
        node.policies.records.filter(({ outcome }) => outcome === 'denied').map((one) => one.resourceName ?? null),
      ).toEqual([null, null]);
    });

    it('makes an active account with a key ring, without a password, an address or a place on the roster', async () => {
      const made = await create(clerk);
      expect(made).toMatchObject({ name: 'ci-deploy', owner: 'clerk', state: 'active', revision: 1 });
      expect(stored(made.id)).toMatchObject({ kind: 'service', email: null, passwordHash: null, pepperVersion: 0 });
      expect(node.stores.keyring.held.get(userRing(made.id))).toHaveLength(1);
      expect(node.stores.models.model.administrators).toEqual([root.id]);
    });

    it('is refused while there are 10,000, and an earlier request still gets its answer', async () => {
      const key = newId();
      const made = await create(root, {}, key);
      node.stores.users.countServices = async () => 10_000;
      expect(await codeOf(create(root, { name: 'ci-more' }))).toBe('limit_reached');
      expect(await create(root, {}, key)).toEqual(made);
      node.stores.users.countServices = async () => 9_999;
      expect(await codeOf(create(root, { name: 'ci-more', description: 'Two\nlines.' }))).toBe('none');
    });

    it('happens once for an Idempotency-Key [R88]', async () => {
      const key = newId();
      const [first, again] = [await create(clerk, {}, key), await create(clerk, {}, key)];
      expect(again).toEqual(first);
      expect(await codeOf(create(clerk, { description: 'Another.' }, key))).toBe('idempotency_key_reused');
    });

    it('by a program needs an owner, and gives no more than the program holds [R51]', async () => {
      const { id } = await create(root, { name: 'ci-maker', roles: ['clerk'] });
      const program = callerAsProgram(stored(id) as User, newId());
      const by = (change: object) => node.programs.creation.create(program, { ...NEW, ...change }, null);
      expect(await codeOf(by({}))).toBe('validation_failed');
      expect(await codeOf(by({ owner: 'ci-maker' }))).toBe('validation_failed');
      expect(await codeOf(by({ owner: 'clerk', roles: ['strong'] }))).toBe('forbidden');
      expect((await by({ owner: 'clerk' })).owner).toBe('clerk');
    });
  });

  describe('people and programs', () => {
    it('never meet: what is for one kind never finds the other, and shares its names [R134]', async () => {
      const { id, name } = await create(root);
      const { accounts } = node;
      expect(await accounts.load(id)).toBeNull();
      expect(await accounts.findByUsername(name)).toBeNull();
      expect(await accounts.findByAddress(name)).toBeNull();
      expect(await codeOf(node.listing.get(callerAs(root), id))).toBe('not_found');
      expect(await codeOf(node.editing.edit(callerAs(root), id, { roles: [] }, null))).toBe('not_found');
      expect(await codeOf(node.editing.disable(callerAs(root), id))).toBe('not_found');
      expect(await codeOf(node.removal.remove(callerAs(root), id))).toBe('not_found');
      const people = await node.listing.list(callerAs(root), {}, null, 50);
      expect(people.items.map(({ value }) => value.username)).toEqual(['clerk', 'root']);
      for (const one of [root.id, 'root']) {
        expect(await codeOf(get(root, one))).toBe('not_found');
        expect(await codeOf(node.programs.removal.remove(callerAs(root), one))).toBe('not_found');
      }
      expect(await names(root)).toEqual(['ci-deploy']);
      expect(node.policies.records.filter(({ resourceName }) => resourceName === 'root')).toEqual([]);
    });
  });

  describe('a look', () => {
    it('is 404 for whom the account is hidden, by its name as by its id, and 403 for who may see it and do no more', async () => {
      const { id, name } = await create(root);
      const nobody = await addUser(node, 'nobody');
      for (const one of [id, name]) expect(await codeOf(get(nobody, one))).toBe('not_found');
      await publishModel(node.stores.models, {
        roles: [roleOf('viewer', ['views'])],
        policies: [
          policyOf('views', [
            { effect: 'allow', actions: ['service_account:list'], resources: ['service_account:**'] },
          ]),
        ],
      });
      node.clock.at += 2_000;
      const viewer = await addUser(node, 'viewer', { roles: ['viewer'] });
      expect(await codeOf(get(viewer, name))).toBe('forbidden');
      const denied = { resourceId: id, resourceName: name, outcome: 'denied' };
      expect(node.policies.records.at(-1)).toMatchObject(denied);
    });

    it('to act as an account needs all that the account holds [R51]', async () => {
      const { id } = await create(root, { roles: ['strong'] });
      const act = (by: User) => codeOf(node.lookup.findToAct(callerAs(by), 'service_account:write', id));
      expect(await act(clerk)).toBe('forbidden');
      expect(await act(root)).toBe('none');
    });
  });

  describe('a list', () => {
    it('shows those that the caller may list, by name, state, role and owner', async () => {
      for (const name of ['ci-a', 'ci-b', 'web'])
        await create(root, { name, owner: name === 'ci-b' ? 'clerk' : 'root' });
      await node.programs.editing.disable(callerAs(root), 'ci-a');
      expect(await names(clerk)).toEqual(['ci-a', 'ci-b']);
      expect(await names(root, { q: 'ci' })).toEqual(['ci-a', 'ci-b']);
      expect(await names(root, { state: 'disabled' })).toEqual(['ci-a']);
      expect(await names(root, { role: 'reader' })).toEqual(['ci-a', 'ci-b', 'web']);
      expect(await names(root, { owner: ' Clerk ' })).toEqual(['ci-b']);
      expect(await names(root, { owner: 'nobody' })).toEqual([]);
      expect(await names(root, { owner: null })).toEqual([]);
    });

    it('by a role that does not exist is refused, as the list of people is', async () => {
      await expect(names(root, { role: 'nosuch' })).rejects.toMatchObject({
        ...{ code: 'validation_failed', details: { fields: [{ field: 'role', code: 'unknown_role' }] } },
      });
    });
  });

  describe('a change', () => {
    it('gives no role that the caller does not hold, or that is for people alone, and takes If-Match [R51]', async () => {
      await create(root);
      expect(await codeOf(edit(clerk, 'ci-deploy', { roles: ['strong'] }))).toBe('forbidden');
      for (const role of ['administrator', 'guarded', 'gone']) {
        expect(await codeOf(edit(root, 'ci-deploy', { roles: [role] }))).toBe('validation_failed');
      }
      const late = node.programs.editing.edit(callerAs(root), 'ci-deploy', { description: 'x' }, [7]);
      expect(await codeOf(late)).toBe('precondition_failed');
      const changed = await edit(clerk, 'CI-Deploy', { description: 'Builds.', owner: 'clerk', roles: [] });
      expect(changed).toMatchObject({ description: 'Builds.', owner: 'clerk', roles: [], revision: 2 });
      expect(node.records.at(-1)?.changes?.map(({ field }) => field)).toEqual(['description', 'owner', 'roles']);
    });

    it('of any kind is refused to who may not do what the account may, but to administrators [R51]', async () => {
      const { id } = await create(root, { roles: ['strong'] });
      const { editing, removal } = node.programs;
      const changes: [string, (by: User) => Promise<unknown>][] = [
        ['roles', (by) => edit(by, id, { roles: [] })],
        ['owner', (by) => edit(by, id, { owner: 'clerk' })],
        ['end', (by) => edit(by, id, { expiresAt: node.clock.now() + 1_000 })],
        ['stop', (by) => editing.disable(callerAs(by), id)],
        ['start', (by) => editing.enable(callerAs(by), id)],
        ['deletion', (by) => removal.remove(callerAs(by), id)],
      ];
      const before = stored(id);
      for (const [what, change] of changes) expect([what, await codeOf(change(clerk))]).toEqual([what, 'forbidden']);
      expect(stored(id)).toEqual(before);
      const lasting = await node.accounts.loadOfAnyKind(id);
      // A role that is gone cannot be compared: an administrator can still take it away.
      if (lasting) await node.accounts.publish({ ...lasting.value, roles: ['gone'] }, lasting.revision, newId());
      for (const [what, change] of changes) expect([what, await codeOf(change(root))]).toEqual([what, 'none']);
    });

    it('of the description stays possible if a role of the account has come to require a second factor', async () => {
      const { id } = await create(root);
      const before = await node.accounts.loadOfAnyKind(id);
      if (!before) throw new Error('not made');
      await node.accounts.publish({ ...before.value, roles: ['guarded'] }, before.revision, newId());
      expect(await edit(root, 'ci-deploy', { description: 'Waits.' })).toMatchObject({ description: 'Waits.' });
    });

    it('names no owner whom the caller may not see, as if there were none', async () => {
      await create(root, { owner: 'clerk' });
      await addUser(node, 'cara', { state: 'disabled' });
      for (const owner of ['root', 'nobody', 'ci-deploy', 'cara']) {
        expect(await codeOf(edit(clerk, 'ci-deploy', { owner }))).toBe('validation_failed');
      }
    });

    it('of the state ends what was opened before, and is made once', async () => {
      const { id } = await create(root);
      const epoch = () => stored(id)?.authEpoch;
      await node.programs.editing.disable(callerAs(clerk), id);
      await node.programs.editing.disable(callerAs(clerk), id);
      expect([stored(id)?.state, epoch()]).toEqual(['disabled', 2]);
      expect(await node.programs.editing.enable(callerAs(clerk), id)).toMatchObject({ state: 'active' });
      expect(epoch()).toBe(3);
    });
  });

  describe('an owner who is deleted', () => {
    it('leaves the account without an owner, and a filter finds it [R134]', async () => {
      const cara = await addUser(node, 'cara');
      const { id } = await create(root, { owner: 'cara' });
      await create(root, { name: 'ci-other' });
      expect((await node.removal.remove(callerAs(root), cara.id)).swept).toMatchObject({ ownerships: 1 });
      expect(await get(root, id)).toMatchObject({ owner: null, state: 'active' });
      expect(await names(root, { owner: null })).toEqual(['ci-deploy']);
      expect(await edit(root, id, { owner: 'clerk' })).toMatchObject({ owner: 'clerk' });
    });

    it('while the account is made, leaves it without an owner too', async () => {
      const cara = await addUser(node, 'cara');
      const { insert } = node.stores.users.users;
      node.stores.users.users.insert = async (user, requestId) => {
        node.stores.users.users.insert = insert;
        await node.removal.remove(callerAs(root), cara.id);
        return insert.call(node.stores.users.users, user, requestId);
      };
      expect(await create(root, { owner: 'cara' })).toMatchObject({ owner: null });
    });
  });

  describe('a deletion', () => {
    it('destroys the key ring, frees the name and leaves a tombstone', async () => {
      const { id } = await create(root);
      expect(await codeOf(node.programs.removal.remove(callerAs(await addUser(node, 'nobody')), id))).toBe('not_found');
      await node.programs.removal.remove(callerAs(clerk), 'ci-deploy');
      expect(stored(id)).toMatchObject({ state: 'deleted', description: '', ownerId: null });
      expect(await codeOf(get(root, id))).toBe('not_found');
      expect(await node.lookup.load(id)).toBeNull();
      expect((await create(root)).id).not.toBe(id);
    });

    it('that was interrupted is finished by the settlement of its intent', async () => {
      const { id } = await create(root);
      node.stores.keyring.tap = (call) => {
        if (call.startsWith('shred')) throw new PartUnavailable('keyring');
      };
      await expect(node.programs.removal.remove(callerAs(root), id)).rejects.toThrow();
      node.stores.keyring.tap = () => {};
      expect(stored(id)?.state).toBe('deleting');
      expect(await get(root, id)).toMatchObject({ state: 'deleting' });
      expect(await codeOf(edit(root, id, { description: 'x' }))).toBe('conflict');
      const request_id = node.records.at(-1)?.requestId ?? '';
      const intent = { action: 'service_account:delete', resource_id: id, request_id } as Leaf;
      expect(await node.userSettlement.settle(intent)).toBe('succeeded');
      expect(stored(id)?.state).toBe('deleted');
    });
  });
});
